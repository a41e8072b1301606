using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Records of one kind in <c>kse-hub</c>, by id: key <c>&lt;prefix&gt;&lt;id&gt;</c>. One that cannot be read counts as none.</summary>
internal sealed class RecordShelf<T>(HubRecords records, string prefix, JsonTypeInfo<T> type)
    where T : class
{
    private const int Tries = 16;

    /// <summary>A record and its revision; null when there is none.</summary>
    internal async Task<(T Record, ulong Revision)?> ReadAsync(string id, CancellationToken token) =>
        await records.ReadAsync(prefix + id, token) is { } entry && Parse(entry) is { } record ? (record, entry.Revision) : null;

    /// <summary>A record, or <paramref name="unreadable"/> in place of one that cannot be read; null when there is none.</summary>
    internal async Task<T?> ReadAsync(string id, T unreadable, CancellationToken token) =>
        await records.ReadAsync(prefix + id, token) is { } entry ? Parse(entry) ?? unreadable : null;

    /// <summary>All records that can be read.</summary>
    internal async Task<IReadOnlyList<T>> ListAsync(CancellationToken token) => [.. (await records.ListAsync(prefix, token)).Select(Parse).OfType<T>()];

    /// <summary>Writes by compare-and-set; false when somebody else wrote it meanwhile. Durable when it returns.</summary>
    internal Task<bool> WriteAsync(string id, T record, ulong expected, CancellationToken token) =>
        records.WriteAsync(prefix + id, JsonSerializer.SerializeToUtf8Bytes(record, type), expected, token);

    /// <summary>Writes whatever is there.</summary>
    internal async Task PutAsync(string id, T record, CancellationToken token)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var there = await records.ReadAsync(prefix + id, token);
            if (await WriteAsync(id, record, there?.Revision ?? 0, token))
                return;
        }

        throw new BucketUnavailableException($"the record {prefix}{id} is written by somebody else all the time");
    }

    /// <summary>Deletes by compare-and-set; false when somebody else wrote it meanwhile.</summary>
    internal Task<bool> DeleteAsync(string id, ulong expected, CancellationToken token) => records.DeleteAsync(prefix + id, expected, token);

    /// <summary>Deletes it whatever is there.</summary>
    internal async Task RemoveAsync(string id, CancellationToken token)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await records.ReadAsync(prefix + id, token) is not { } there || await records.DeleteAsync(prefix + id, there.Revision, token))
                return;
        }
    }

    private T? Parse(BucketEntry entry)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Value.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
