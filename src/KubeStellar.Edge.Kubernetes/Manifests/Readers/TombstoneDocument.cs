using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>The ledger of tombstones as it lies in the folder.</summary>
/// <param name="Version">1.</param>
/// <param name="Period">The last one that was counted; empty while none was.</param>
/// <param name="Files">In how many periods each was seen.</param>
internal sealed record TombstoneDocument(
    [property: JsonPropertyName("v")] int Version,
    [property: JsonPropertyName("period")] string Period,
    [property: JsonPropertyName("files")] SortedDictionary<string, int> Files);
