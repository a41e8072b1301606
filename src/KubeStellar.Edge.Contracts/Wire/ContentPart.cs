using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>One chunk of a content: the digest of the chunk's bytes, which is its key, and their number.</summary>
/// <param name="Digest">Digest of the chunk.</param>
/// <param name="Size">Bytes of the chunk.</param>
public sealed record ContentPart(
    [property: JsonPropertyName("digest")] Digest Digest,
    [property: JsonPropertyName("size")] int Size);
