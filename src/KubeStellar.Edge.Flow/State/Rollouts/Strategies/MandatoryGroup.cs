namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>Names a decision group that must be through before any other edge is given anything.</summary>
/// <param name="Name">All groups of this name; when it is not empty, the index is not looked at, even if no group has the name (OCM's own).</param>
/// <param name="Index">The group of this index.</param>
internal sealed record MandatoryGroup(string Name, int Index)
{
    /// <summary>Whether a group is meant. One that names no group means none, and nothing says so (OCM's own).</summary>
    internal bool Means(StrategyGroup group) => Name.Length > 0 ? group.Name == Name : group.Index == Index;
}
