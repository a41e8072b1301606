namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Which objects a policy's function selects.</summary>
/// <param name="Selected">In the order in which they were asked about.</param>
public sealed record Selection(IReadOnlyList<bool> Selected);
