using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>Writes edited objects as deep as they may be.</summary>
[JsonSourceGenerationOptions(MaxDepth = ObjectLimits.MaxDepth)]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class NodeJson : JsonSerializerContext;
