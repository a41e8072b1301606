namespace KubeStellar.Edge.Contracts.Api;

/// <summary>The keys of a hub that are rotated.</summary>
public static class KeyKinds
{
    /// <summary>Signs roots, and what else edges believe of their hub; edges pin it.</summary>
    public const string Root = "root";

    /// <summary>Signing key of the hub's account; issues users: edges, join tokens, people, the hub itself.</summary>
    public const string Account = "account";

    /// <summary>The hub's certificate authority.</summary>
    public const string Ca = "ca";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Root, Account, Ca];
}
