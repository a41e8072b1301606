using System.Collections.Concurrent;
using KubeStellar.Edge.Flow.State.Buckets;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.TestKit.Memory;

/// <summary>The hub's buckets in memory.</summary>
public sealed class MemoryBuckets(TimeProvider time) : IBuckets
{
    private readonly ConcurrentDictionary<string, MemoryBucket> _buckets = new(StringComparer.Ordinal);

    IBucket IBuckets.this[string name] => Of(name);

    /// <summary>All buckets of the product, made.</summary>
    public static MemoryBuckets Made(TimeProvider time)
    {
        var buckets = new MemoryBuckets(time);
        foreach (var name in Names.All)
        {
            buckets.Of(name).Make();
        }

        return buckets;
    }

    /// <summary>A bucket with its handles for tests; not made by this.</summary>
    public MemoryBucket Of(string name) => _buckets.GetOrAdd(name, n => new MemoryBucket(n, time));

    public Task EnsureAsync(string name, CancellationToken token)
    {
        var bucket = Of(name);
        if (bucket.Fault?.Invoke() is { } fault)
        {
            return Task.FromException(fault);
        }

        bucket.Make();
        return Task.CompletedTask;
    }
}
