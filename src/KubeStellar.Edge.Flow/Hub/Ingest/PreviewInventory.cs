using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>The inventory as it would be after a request; the real one is not touched.</summary>
internal sealed class PreviewInventory : IHubInventory
{
    private readonly IHubInventory _now;
    private readonly Dictionary<(string, ObjectKey), WorkloadEntry> _objects = [];
    private readonly Dictionary<PolicyKey, PolicyRecord> _policies = [];

    public PreviewInventory(IHubInventory now, string workspace, CheckedRequest request)
    {
        _now = now;
        foreach (var item in request.Objects.Concat(request.Resealed))
        {
            var record = new WorkloadRecord
            {
                Workspace = workspace,
                Key = item.Key,
                Generation = (now.Workload(workspace, item.Key)?.Generation ?? 0) + 1,
                Digest = item.Digest,
                Object = CanonicalJson.Parse(item.Canonical),
            };
            _objects[(workspace, item.Key)] = new WorkloadEntry(record, item.Canonical);
        }

        foreach (var (index, item) in request.Policies.Index())
        {
            var before = now.Policy(item.Key);
            _policies[item.Key] = new PolicyRecord
            {
                Workspace = workspace,
                Name = item.Key.Name,
                Generation = (before?.Generation ?? 0) + 1,

                // New ones come after all others, in the order of the request, as they are written.
                Order = before?.Order ?? long.MaxValue - request.Policies.Count + index,
                Digest = item.Digest,
                Bundle = item.Bundle,
            };
        }
    }

    public IReadOnlyCollection<WorkloadRecord> Workloads =>
        [.. _now.Workloads.Where(workload => !_objects.ContainsKey((workload.Workspace, workload.Key))), .. _objects.Values.Select(entry => entry.Record)];

    public IReadOnlyCollection<PolicyRecord> Policies =>
        [.. _now.Policies.Where(policy => !_policies.ContainsKey(new PolicyKey(policy.Workspace, policy.Name))), .. _policies.Values];

    public IReadOnlyCollection<LibraryRecord> Libraries => _now.Libraries;

    public IReadOnlyCollection<EdgeRecord> Edges => _now.Edges;

    public long EdgesVersion => _now.EdgesVersion;

    public WorkloadRecord? Workload(string workspace, ObjectKey key) => Find(workspace, key)?.Record;

    public WorkloadEntry? Find(string workspace, ObjectKey key) => _objects.GetValueOrDefault((workspace, key)) ?? _now.Find(workspace, key);

    public PolicyRecord? Policy(PolicyKey key) => _policies.GetValueOrDefault(key) ?? _now.Policy(key);

    public LibraryRecord? Library(LibraryKey key) => _now.Library(key);

    public EdgeRecord? Edge(string id) => _now.Edge(id);
}
