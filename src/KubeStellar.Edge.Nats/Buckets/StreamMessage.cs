using System.Buffers;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>A stored message. Its payload is valid only while it is being handed over.</summary>
internal readonly record struct StreamMessage(string Subject, ulong Sequence, bool Deleted, ReadOnlySequence<byte> Payload);
