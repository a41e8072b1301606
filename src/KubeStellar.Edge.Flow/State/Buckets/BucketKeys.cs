namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>All keys of a bucket.</summary>
/// <param name="Live">Live entries.</param>
/// <param name="Deleted">Keys that are marked as deleted.</param>
public sealed record BucketKeys(IReadOnlyList<BucketEntry> Live, IReadOnlyList<string> Deleted);
