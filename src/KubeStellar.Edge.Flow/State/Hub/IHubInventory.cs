using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What people and edges entrusted to the hub, as Ingest last took it. Snapshots: readable from any thread, never half changed.</summary>
public interface IHubInventory
{
    /// <summary>All workload objects, by workspace and key.</summary>
    IReadOnlyCollection<WorkloadRecord> Workloads { get; }

    /// <summary>All policies.</summary>
    IReadOnlyCollection<PolicyRecord> Policies { get; }

    /// <summary>All shared libraries.</summary>
    IReadOnlyCollection<LibraryRecord> Libraries => [];

    /// <summary>All edges.</summary>
    IReadOnlyCollection<EdgeRecord> Edges { get; }

    /// <summary>Another number after every change of an edge, so that nobody has to look at all of them to see that nothing changed.</summary>
    long EdgesVersion { get; }

    /// <summary>One workload object, or null.</summary>
    WorkloadRecord? Workload(string workspace, ObjectKey key) => Find(workspace, key)?.Record;

    /// <summary>One workload object with its content, or null. They are taken at once: whoever looks twice may find another object, or none, the second time.</summary>
    WorkloadEntry? Find(string workspace, ObjectKey key);

    /// <summary>One policy, or null.</summary>
    PolicyRecord? Policy(PolicyKey key);

    /// <summary>One shared library, or null.</summary>
    LibraryRecord? Library(LibraryKey key) => null;

    /// <summary>One edge, or null.</summary>
    EdgeRecord? Edge(string id);
}
