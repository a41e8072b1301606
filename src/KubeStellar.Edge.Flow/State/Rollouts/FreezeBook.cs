using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>The fleet-wide freeze (bucket <c>kse-hub</c>, key <c>freeze</c>). Readable from any thread; durable before it is seen.</summary>
internal sealed class FreezeBook(TrustedBuckets trusted)
{
    public const string Key = "freeze";
    private volatile StopRecord? _current;

    /// <summary>The freeze as it was asked for; null when there is none. It may be over by itself: see <see cref="At"/>.</summary>
    public StopRecord? Current => _current;

    /// <summary>The freeze that is in force at a time.</summary>
    public StopRecord? At(DateTimeOffset now) => _current is { } stop && stop.HoldsAt(now) ? stop : null;

    /// <summary>Takes over what the bucket holds.</summary>
    public void Load(IReadOnlyList<BucketEntry> hub)
    {
        var entry = hub.FirstOrDefault(one => one.Key == Key);
        _current = entry is null || entry.Value.IsEmpty ? null : JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.StopRecord);
    }

    /// <summary>Sets or (null) ends the freeze.</summary>
    /// <exception cref="BucketUnavailableException">It is not known to be durable.</exception>
    public async Task SetAsync(StopRecord? stop, CancellationToken token)
    {
        var bytes = stop is null ? null : JsonSerializer.SerializeToUtf8Bytes(stop, ContractsJson.Default.StopRecord);
        await HubEntries.PutAsync(trusted, Key, bytes, token);
        _current = stop;
    }
}
