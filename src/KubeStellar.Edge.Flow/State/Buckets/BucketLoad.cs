using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>How a book fills itself from its bucket: a record that cannot be read, or lies under a key that is not its own, is as good as missing there and keeps nobody else.</summary>
internal static class BucketLoad
{
    /// <summary>Hands over each record of a bucket; throws what the bucket throws.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="type">Of its records.</param>
    /// <param name="keyOf">The key that a record belongs under.</param>
    /// <param name="take">Takes one.</param>
    /// <param name="unreadable">Told the key of one that cannot be read, and why.</param>
    /// <param name="token">Ends it.</param>
    internal static async Task EachAsync<T>(IBucket bucket, JsonTypeInfo<T> type, Func<T, string> keyOf, Action<T> take, Action<string, string> unreadable, CancellationToken token)
        where T : class
    {
        foreach (var entry in await bucket.LoadAsync(token))
        {
            if (Parse(entry, type, unreadable) is { } record && keyOf(record) == entry.Key)
                take(record);
        }
    }

    /// <summary>A record; null when it cannot be read.</summary>
    internal static T? Parse<T>(BucketEntry entry, JsonTypeInfo<T> type, Action<string, string> unreadable)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Value.Span, type);
        }
        catch (JsonException error)
        {
            unreadable(entry.Key, error.Message);
            return null;
        }
    }
}
