using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>A value that an edge or a region adds to the tree of one bundle.</summary>
/// <param name="Bundle">The bundle that made it.</param>
/// <param name="Value">The value.</param>
/// <param name="Weight">How many edges it stands for.</param>
internal readonly record struct Leaf(Digest Bundle, JsonElement Value, int Weight);
