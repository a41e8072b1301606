using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>The index as it lies in the folder.</summary>
internal sealed record IndexDocument(
    [property: JsonPropertyName("v")] int Version,
    [property: JsonPropertyName("objects")] IReadOnlyList<IndexEntry> Objects);
