using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>The ledger of tombstones as it lies in the folder.</summary>
/// <param name="Version">1.</param>
/// <param name="Day">The last day that was counted, UTC; null while none was.</param>
/// <param name="Files">On how many days each was seen.</param>
internal sealed record TombstoneDocument(
    [property: JsonPropertyName("v")] int Version,
    [property: JsonPropertyName("day")] DateOnly? Day,
    [property: JsonPropertyName("files")] SortedDictionary<string, int> Files);
