namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>How one object stands to others, as its policy says. References are <c>Kind/name</c>, <c>Kind/namespace/name</c>, <c>Kind.group/namespace/name</c>; <c>policy/name</c> in <see cref="DependsOn"/>.</summary>
/// <param name="DependsOn">What must be applied and current at an edge before this object is applied there.</param>
/// <param name="With">Affinity: only edges where each of these objects is placed.</param>
/// <param name="Without">Anti-affinity: no edge where one of these objects is placed.</param>
public sealed record ObjectTraits(IReadOnlyList<string> DependsOn, IReadOnlyList<string> With, IReadOnlyList<string> Without)
{
    /// <summary>An object that stands alone.</summary>
    public static ObjectTraits None { get; } = new([], [], []);
}
