using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>What is remembered of an object that is durable in <c>kse-upsync</c>: not the object itself, of which 10,000 edges have too many for a process.</summary>
/// <param name="Digest">Of its canonical JSON.</param>
/// <param name="Sequence">The edge's counter.</param>
/// <param name="Bytes">Its size.</param>
internal readonly record struct HeldObject(Digest Digest, long Sequence, int Bytes);
