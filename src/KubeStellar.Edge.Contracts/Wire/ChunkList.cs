using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>What stands under the key of a content that is too large for one message: where its parts are.</summary>
/// <param name="Digest">Digest of the whole content, which is the key that this list stands under.</param>
/// <param name="Size">Bytes of the whole content.</param>
/// <param name="Encoding"><c>br</c> when the joined parts are a brotli stream, <c>none</c> when they are the content.</param>
/// <param name="Parts">The parts in order.</param>
public sealed record ChunkList(
    [property: JsonPropertyName("digest")] Digest Digest,
    [property: JsonPropertyName("size")] int Size,
    [property: JsonPropertyName("encoding")] string Encoding,
    [property: JsonPropertyName("parts")] IReadOnlyList<ContentPart> Parts);
