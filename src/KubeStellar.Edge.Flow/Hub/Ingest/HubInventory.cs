using System.Collections.Immutable;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>The hub's inventory: one immutable snapshot behind each field, replaced whole. Changed by Ingest only.</summary>
internal sealed class HubInventory : IHubInventory
{
    private readonly Lock _lock = new();

    // Written after the edges are, so that whoever sees a version sees its edges.
    private long _edgesVersion;
    private ImmutableDictionary<(string, ObjectKey), WorkloadEntry> _workloads = ImmutableDictionary<(string, ObjectKey), WorkloadEntry>.Empty;
    private ImmutableSortedDictionary<PolicyKey, PolicyRecord> _policies = ImmutableSortedDictionary<PolicyKey, PolicyRecord>.Empty;
    private ImmutableDictionary<LibraryKey, LibraryRecord> _libraries = ImmutableDictionary<LibraryKey, LibraryRecord>.Empty;
    private ImmutableDictionary<string, EdgeRecord> _edges = ImmutableDictionary.Create<string, EdgeRecord>(StringComparer.Ordinal);
    private EdgeList? _listed;

    public IReadOnlyCollection<WorkloadRecord> Workloads => [.. Volatile.Read(ref _workloads).Values.Select(entry => entry.Record)];

    public IReadOnlyCollection<PolicyRecord> Policies => [.. Volatile.Read(ref _policies).Values];

    public IReadOnlyCollection<LibraryRecord> Libraries => [.. Volatile.Read(ref _libraries).Values];

    // Asked for at every heartbeat, and copied once for each change only: else a fleet that comes back costs its square.
    public IReadOnlyCollection<EdgeRecord> Edges
    {
        get
        {
            var (edges, listed) = (Volatile.Read(ref _edges), Volatile.Read(ref _listed));
            if (listed is null || !ReferenceEquals(listed.Of, edges))
                Volatile.Write(ref _listed, listed = new EdgeList(edges, [.. edges.Values]));
            return listed.All;
        }
    }

    public long EdgesVersion => Volatile.Read(ref _edgesVersion);

    public WorkloadRecord? Workload(string workspace, ObjectKey key) => Find(workspace, key)?.Record;

    public WorkloadEntry? Find(string workspace, ObjectKey key) => Volatile.Read(ref _workloads).GetValueOrDefault((workspace, key));

    public PolicyRecord? Policy(PolicyKey key) => Volatile.Read(ref _policies).GetValueOrDefault(key);

    public LibraryRecord? Library(LibraryKey key) => Volatile.Read(ref _libraries).GetValueOrDefault(key);

    public EdgeRecord? Edge(string id) => Volatile.Read(ref _edges).GetValueOrDefault(id);

    internal void Set(IEnumerable<WorkloadEntry> entries)
    {
        lock (_lock)
        {
            Volatile.Write(ref _workloads, _workloads.SetItems(entries.Select(entry => KeyValuePair.Create((entry.Record.Workspace, entry.Record.Key), entry))));
        }
    }

    internal void Remove(string workspace, ObjectKey key)
    {
        lock (_lock)
        {
            Volatile.Write(ref _workloads, _workloads.Remove((workspace, key)));
        }
    }

    internal void Set(IEnumerable<PolicyRecord> policies)
    {
        lock (_lock)
        {
            Volatile.Write(ref _policies, _policies.SetItems(policies.Select(policy => KeyValuePair.Create(new PolicyKey(policy.Workspace, policy.Name), policy))));
        }
    }

    internal void Remove(PolicyKey key)
    {
        lock (_lock)
        {
            Volatile.Write(ref _policies, _policies.Remove(key));
        }
    }

    internal void Set(IEnumerable<LibraryRecord> libraries)
    {
        lock (_lock)
        {
            Volatile.Write(ref _libraries, _libraries.SetItems(libraries.Select(library => KeyValuePair.Create(LibraryScope.KeyOf(library), library))));
        }
    }

    internal void Remove(LibraryKey key)
    {
        lock (_lock)
        {
            Volatile.Write(ref _libraries, _libraries.Remove(key));
        }
    }

    internal void Set(IEnumerable<EdgeRecord> edges)
    {
        lock (_lock)
        {
            Volatile.Write(ref _edges, _edges.SetItems(edges.Select(edge => KeyValuePair.Create(edge.Id, edge))));
            Volatile.Write(ref _edgesVersion, _edgesVersion + 1);
        }
    }

    internal void Remove(string edge)
    {
        lock (_lock)
        {
            Volatile.Write(ref _edges, _edges.Remove(edge));
            Volatile.Write(ref _edgesVersion, _edgesVersion + 1);
        }
    }

    private sealed record EdgeList(ImmutableDictionary<string, EdgeRecord> Of, IReadOnlyCollection<EdgeRecord> All);
}
