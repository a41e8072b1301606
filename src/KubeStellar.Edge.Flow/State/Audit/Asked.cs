using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>Who asks, and how sure that is.</summary>
/// <param name="Name">Name for the audit: of the user with roles, else what the client says.</param>
/// <param name="Told">Beside a user: what its client says besides, unproven.</param>
/// <param name="User">The user with roles; null for those who have all rights in the hub's account, and for the hub itself.</param>
internal sealed record Asked(string Name, string Told, UserRecord? User)
{
    /// <summary>Nobody, or nobody that is known.</summary>
    internal static Asked Nobody { get; } = new("", "", null);

    /// <summary>Whether some workspaces are all that it may see.</summary>
    internal bool Limited => User is { IsFleetWide: false };
}
