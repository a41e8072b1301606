namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>The keys of a bucket that fit a filter.</summary>
/// <param name="Live">Live entries.</param>
/// <param name="Deleted">Keys that are marked as deleted.</param>
public sealed record BucketPart(IReadOnlyList<BucketEntry> Live, IReadOnlyList<string> Deleted);
