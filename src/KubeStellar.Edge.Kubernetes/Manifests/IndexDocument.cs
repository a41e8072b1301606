using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>The index as it lies in the folder.</summary>
internal sealed record IndexDocument(
    [property: JsonPropertyName("v")] int Version,
    [property: JsonPropertyName("objects")] IReadOnlyList<IndexEntry> Objects)
{
    /// <summary>The edge whose index it is; null when a version that did not write it wrote the index.</summary>
    [JsonPropertyName("edge"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Edge { get; init; }
}
