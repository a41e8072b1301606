using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>What one apply is about.</summary>
/// <param name="Wanted">What is wanted.</param>
/// <param name="Tracked">The inventory's line.</param>
/// <param name="Content">The content, parsed.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Marks">The marks that go on it.</param>
internal sealed record ApplyJob(TargetObject Wanted, TrackedObject Tracked, JsonElement Content, ObjectPlace Place, Marks Marks)
{
    internal ObjectKey Key => Wanted.Entry.Key;

    /// <summary>Who writes it.</summary>
    internal string? User(ClusterState cluster) => cluster.UserOf(Wanted.Policy.Workspace);
}
