namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>How one object differs.</summary>
/// <param name="Groups">Edges by what is done to the object for them; groups do not overlap.</param>
public sealed record Customization(IReadOnlyList<VariantGroup> Groups)
{
    /// <summary>Edges for which <c>customize</c> failed; they are in no group.</summary>
    public IReadOnlyList<EdgeFault> Failed { get; init; } = [];

    /// <summary>What was read of edges.</summary>
    public EdgeReads Reads { get; init; } = EdgeReads.Everything;
}
