using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>An inventory that a test fills.</summary>
internal sealed class SideInventory : IHubInventory
{
    private readonly ConcurrentDictionary<string, EdgeRecord> _edges = new();
    private long _version;
    private readonly ConcurrentDictionary<PolicyKey, PolicyRecord> _policies = new();
    private readonly ConcurrentDictionary<(string, ObjectKey), WorkloadRecord> _workloads = new();

    public IReadOnlyCollection<WorkloadRecord> Workloads => [.. _workloads.Values];

    public IReadOnlyCollection<PolicyRecord> Policies => [.. _policies.Values];

    public IReadOnlyCollection<EdgeRecord> Edges => [.. _edges.Values];

    public long EdgesVersion => Interlocked.Read(ref _version);

    public WorkloadRecord? Workload(string workspace, ObjectKey key) => _workloads.GetValueOrDefault((workspace, key));

    public WorkloadEntry? Find(string workspace, ObjectKey key) => Workload(workspace, key) is { } record ? new WorkloadEntry(record, CanonicalJson.Canonicalize(record.Object!.Value)) : null;

    public PolicyRecord? Policy(PolicyKey key) => _policies.GetValueOrDefault(key);

    public EdgeRecord? Edge(string id) => _edges.GetValueOrDefault(id);

    internal EdgeRecord Add(string edge, params (string Key, string Value)[] labels)
    {
        var record = new EdgeRecord { Id = edge, Identity = new EdgeIdentity("U" + edge, "x", "", default) };
        foreach (var (key, value) in labels)
            record.Labels[key] = value;
        Put(record);
        return record;
    }

    internal void Put(EdgeRecord edge)
    {
        _edges[edge.Id] = edge;
        Interlocked.Increment(ref _version);
    }

    internal void Remove(string edge)
    {
        _edges.TryRemove(edge, out _);
        Interlocked.Increment(ref _version);
    }

    internal void Put(PolicyRecord policy) => _policies[new PolicyKey(policy.Workspace, policy.Name)] = policy;

    internal void Remove(PolicyKey policy) => _policies.TryRemove(policy, out _);

    internal void Put(WorkloadRecord workload) => _workloads[(workload.Workspace, workload.Key)] = workload;
}
