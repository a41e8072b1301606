namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>One entry of a mirror.</summary>
/// <param name="Key">Key in the bucket.</param>
/// <param name="Value">Bytes as in the bucket; null: deleted.</param>
/// <param name="Revision">Its revision in the bucket.</param>
public sealed record MirrorWrite(string Key, ReadOnlyMemory<byte>? Value, ulong Revision);
