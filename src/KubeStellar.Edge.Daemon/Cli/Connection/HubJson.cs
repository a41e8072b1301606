using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>JSON of the hub's API: the records' registry, with room for the deepest object inside a request's or a listing's own levels.</summary>
internal static class HubJson
{
    internal const int MaxDepth = ObjectLimits.MaxDepth + 16;

    private static readonly JsonSerializerOptions Options = new(ContractsJson.Default.Options) { MaxDepth = MaxDepth };

    internal static JsonDocumentOptions Document { get; } = new() { MaxDepth = MaxDepth };

    internal static JsonTypeInfo<T> Type<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
