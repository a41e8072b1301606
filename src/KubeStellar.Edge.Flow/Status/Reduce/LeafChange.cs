using System.Text.Json;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>A leaf that changed.</summary>
/// <param name="Edge">The edge or region.</param>
/// <param name="Value">What stands there now; null: nothing.</param>
/// <param name="Weight">How many edges it stands for.</param>
internal readonly record struct LeafChange(string Edge, JsonElement? Value, int Weight);
