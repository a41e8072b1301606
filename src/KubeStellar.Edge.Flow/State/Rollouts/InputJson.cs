using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>JSON of what inputs are made of.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(SortedDictionary<string, JsonElement>))]
internal sealed partial class InputJson : JsonSerializerContext;
