using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>The first line of a frame: what the bytes after it are. Setters, because generated JSON code gives <c>init</c> properties that are absent null and not their default.</summary>
internal sealed record ContentFrameHeader
{
    [JsonPropertyName("v")]
    public required int Version { get; set; }

    [JsonPropertyName("root")]
    public int RootLength { get; set; }

    [JsonPropertyName("parts")]
    public IReadOnlyList<ContentFramePartHeader> Parts { get; set; } = [];

    [JsonPropertyName("more")]
    public IReadOnlyList<Digest> More { get; set; } = [];

    [JsonPropertyName("missing")]
    public IReadOnlyList<Digest> Missing { get; set; } = [];

    [JsonPropertyName("denied")]
    public IReadOnlyList<Digest> Denied { get; set; } = [];
}
