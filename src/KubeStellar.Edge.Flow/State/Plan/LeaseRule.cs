using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What a stored lease means to a hub. Pure.</summary>
internal static class LeaseRule
{
    /// <summary>Key of the lease in <c>kse-hub</c>.</summary>
    internal const string Key = "lease";

    /// <summary>The lease that an entry holds; null for none, or one that cannot be read.</summary>
    internal static LeaseRecord? Read(BucketEntry? entry)
    {
        try
        {
            return entry is null || entry.Value.IsEmpty ? null : JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.LeaseRecord);
        }
        catch (JsonException)
        {
            // Whoever wrote that holds nothing; taking it is a compare-and-set all the same.
            return null;
        }
    }

    /// <summary>Nobody publishes by it: it was released, or its holder was a process of this very state directory, which admits one at a time.</summary>
    internal static bool IsFree(LeaseRecord lease, HubFlowOptions self) => lease.Released == true || IsOwn(lease, self);

    // The same id on another machine, or before this machine started anew, may be a copied disk that still runs.
    private static bool IsOwn(LeaseRecord lease, HubFlowOptions self) => lease.Instance == self.Holder && (lease.Boot ?? self.Boot) == self.Boot;
}
