using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>Reads and writes objects deeper than the hub takes them, so that it is the hub's rule which refuses them, by name.</summary>
[JsonSourceGenerationOptions(MaxDepth = Depth)]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class NodeJson : JsonSerializerContext
{
    /// <summary>Deeper than any server lets an object be.</summary>
    internal const int Depth = 512;

    /// <summary>To read with.</summary>
    internal static JsonDocumentOptions Reading { get; } = new() { MaxDepth = Depth, AllowDuplicateProperties = false };
}
