using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Answers of the API.</summary>
internal static class Replies
{
    public static ApiReply Lines(IReadOnlyList<ApplyLine> lines) => Of(new ApplyResult { Lines = lines }, ContractsJson.Default.ApplyResult);

    public static ApiReply Item<T>(T item, JsonTypeInfo<T> type, string? note = null) =>
        Of(new ItemsResult { Items = [JsonSerializer.SerializeToElement(item, type)], Note = note }, ContractsJson.Default.ItemsResult);

    public static ApiReply Empty { get; } = Of(new ItemsResult { Items = [] }, ContractsJson.Default.ItemsResult);

    public static ApiReply Error(ApiError error) => new() { Error = error };

    private static ApiReply Of<T>(T result, JsonTypeInfo<T> type) => new() { Result = JsonSerializer.SerializeToElement(result, type) };
}
