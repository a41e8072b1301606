using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Makes answers.</summary>
internal static class ApiReplies
{
    internal static ApiReply Of<T>(T result, JsonTypeInfo<T> type) => new() { Result = JsonSerializer.SerializeToElement(result, type) };

    internal static ApiReply Refused(ApiError error) => new() { Error = error };

    internal static JsonElement Element<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(value, type);

    /// <summary>A record as an object to which more can be added; numbers keep their digits.</summary>
    internal static JsonObject Node<T>(T value, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToNode(value, type)!.AsObject();

    internal static JsonElement Element(JsonNode node) => node.Deserialize(ContractsJson.Default.JsonElement);
}
