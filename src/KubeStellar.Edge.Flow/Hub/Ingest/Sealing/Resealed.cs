using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sealing;

/// <summary>Objects that are there and of which more became a secret.</summary>
internal static class Resealed
{
    /// <summary>The same object, still whose it was.</summary>
    public static WorkloadEntry Of(WorkloadRecord before, CheckedObject item, DateTimeOffset now) =>
        new(before with { Generation = before.Generation + 1, Digest = item.Digest, Object = LargeObjects.Inline(item.Canonical), AppliedAt = now }, item.Canonical);
}
