using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.TestKit.Contracts;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Nats.Tests.Buckets;

public sealed class MemoryBucketTests : BucketContract
{
    private readonly MemoryBuckets _buckets = new(TimeProvider.System);

    protected override Task<IBucket> MakeAsync()
    {
        var bucket = _buckets.Of("t");
        bucket.Make();
        return Task.FromResult<IBucket>(bucket);
    }

    protected override Task RemoveAsync(IBucket bucket)
    {
        _buckets.Of(bucket.Name).Remove();
        return Task.CompletedTask;
    }

    protected override Task WipeAsync(IBucket bucket)
    {
        _buckets.Of(bucket.Name).Wipe();
        return Task.CompletedTask;
    }
}
