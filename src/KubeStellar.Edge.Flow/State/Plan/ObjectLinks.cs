using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>How one object stands to others of its workspace, with the references resolved.</summary>
/// <param name="Needs">Objects that must be current at an edge before it is applied there, in the order of their keys' texts.</param>
/// <param name="Policies">Policies of the workspace that it waits for, in ordinal order.</param>
/// <param name="With">Only edges where each of these is placed.</param>
/// <param name="Without">No edge where one of these is placed.</param>
/// <param name="Missing">References that mean no object.</param>
internal sealed record ObjectLinks(
    IReadOnlyList<ObjectKey> Needs, IReadOnlyList<string> Policies, IReadOnlyList<ObjectKey> With, IReadOnlyList<ObjectKey> Without, IReadOnlyList<string> Missing)
{
    public static ObjectLinks None { get; } = new([], [], [], [], []);
}
