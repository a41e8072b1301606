using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>The document that holds a chunk list; anything beside it makes the bytes something else, namely somebody's object.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ContentChunks([property: JsonPropertyName("$kse:chunks")] ChunkList Chunks);
