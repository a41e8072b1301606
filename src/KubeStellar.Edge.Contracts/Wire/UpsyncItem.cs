using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>One object on its way up.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Digest">SHA-256 of its canonical JSON.</param>
/// <param name="Sequence">The edge's counter when it was seen so first.</param>
/// <param name="ObservedAt">When that was, by the edge's clock.</param>
/// <param name="Object">The object.</param>
public sealed record UpsyncItem(ObjectKey Key, Digest Digest, long Sequence, DateTimeOffset ObservedAt, JsonElement Object);
