namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>One write of many.</summary>
/// <param name="Key">Key.</param>
/// <param name="Value">Bytes.</param>
/// <param name="Expected">Revision the key must have now; 0: must not exist; null: no check.</param>
public readonly record struct BucketWrite(string Key, ReadOnlyMemory<byte> Value, ulong? Expected);
