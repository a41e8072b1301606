using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>One part of a frame in its header: key and length of the stored bytes.</summary>
internal sealed record ContentFramePartHeader(
    [property: JsonPropertyName("digest")] Digest Digest,
    [property: JsonPropertyName("length")] int Length);
