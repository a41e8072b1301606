using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Everything that changed since the last plan, each key once.</summary>
/// <param name="Workloads">Objects that were applied or deleted.</param>
/// <param name="Policies">Policies that were applied or deleted, or whose hold was confirmed.</param>
/// <param name="Edges">Edges that were admitted, changed or removed.</param>
/// <param name="UpTo">What is settled when this batch is.</param>
internal sealed record HubChangeBatch(
    IReadOnlyCollection<(string Workspace, ObjectKey Key)> Workloads,
    IReadOnlyCollection<PolicyKey> Policies,
    IReadOnlyCollection<string> Edges,
    long UpTo)
{
    /// <summary>How far the parent lets policies roll out.</summary>
    public IReadOnlyDictionary<PolicyKey, ParentGrant> Grants { get; init; } = new Dictionary<PolicyKey, ParentGrant>();

    /// <summary>Workspaces of which an admin changed what they may place.</summary>
    public IReadOnlyCollection<string> Workspaces { get; init; } = [];

    public bool IsEmpty => Workloads.Count + Policies.Count + Edges.Count + Grants.Count + Workspaces.Count == 0;
}
