namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>A record to write.</summary>
/// <param name="Key">Key.</param>
/// <param name="Value">Bytes; null to delete.</param>
internal readonly record struct TrustedWrite(string Key, ReadOnlyMemory<byte>? Value);
