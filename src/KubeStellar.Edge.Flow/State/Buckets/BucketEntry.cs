namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>One key of a bucket.</summary>
/// <param name="Key">Key.</param>
/// <param name="Value">Bytes as stored.</param>
/// <param name="Revision">Revision of this value.</param>
public sealed record BucketEntry(string Key, ReadOnlyMemory<byte> Value, ulong Revision);
