using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>The first line of a frame: what the bytes after it are.</summary>
internal sealed record ContentFrameHeader
{
    [JsonPropertyName("v")]
    public required int Version { get; init; }

    [JsonPropertyName("root")]
    public int RootLength { get; init; }

    [JsonPropertyName("parts")]
    public IReadOnlyList<ContentFramePartHeader> Parts { get; init; } = [];

    [JsonPropertyName("more")]
    public IReadOnlyList<Digest> More { get; init; } = [];

    [JsonPropertyName("missing")]
    public IReadOnlyList<Digest> Missing { get; init; } = [];

    [JsonPropertyName("denied")]
    public IReadOnlyList<Digest> Denied { get; init; } = [];
}
