using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>Where the audit stream ends, and its chain.</summary>
/// <param name="Sequence">Sequence of the newest message that the stream took; the next one is stored only right behind it.</param>
/// <param name="Number">Number of the newest event of the chain; 0 for none.</param>
/// <param name="Chain">Its chain value; null for none.</param>
/// <param name="Created">When the stream was made: another time is another stream.</param>
internal sealed record ChainHead(ulong Sequence, long Number, Digest? Chain, DateTimeOffset Created);
