using System.Text.Json;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Where one object goes.</summary>
/// <param name="Edges">Edges for which <c>place</c> said yes, or which <c>choose</c> chose.</param>
public sealed record Placement(EdgeSet Edges)
{
    /// <summary>Edges for which the function failed; they are in no other set.</summary>
    public IReadOnlyList<EdgeFault> Failed { get; init; } = [];

    /// <summary>Reasons that the policy gave, for the edges for which it gave one.</summary>
    public IReadOnlyList<EdgeReason> Reasons { get; init; } = [];

    /// <summary>What <c>choose</c> assigned to single edges (<c>assign(edge, share)</c>), by slot; handed to <c>customize</c>.</summary>
    public IReadOnlyDictionary<int, JsonElement> Shares { get; init; } = new Dictionary<int, JsonElement>();

    /// <summary>What was read of edges.</summary>
    public EdgeReads Reads { get; init; } = EdgeReads.Everything;
}
