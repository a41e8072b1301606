using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Buckets;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Tests.Connection;
using KubeStellar.Edge.TestKit.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NATS.Client.JetStream;

namespace KubeStellar.Edge.Nats.Tests.Buckets;

public abstract class NatsBucketTests(PlainServer server, bool atomic) : BucketContract, IAsyncLifetime, IClassFixture<PlainServer>
{
    private readonly HubConnection _hub = new(Options.Create(Settings(server, atomic)), NullLoggerFactory.Instance, TimeProvider.System);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task<IBucket> MakeAsync()
    {
        var buckets = new NatsBuckets(_hub, Options.Create(Settings(server, atomic)), TimeProvider.System);
        var name = "t" + Guid.NewGuid().ToString("N");
        await buckets.EnsureAsync(name, default);
        await buckets.EnsureAsync(name, default);
        return buckets[name];
    }

    protected override async Task RemoveAsync(IBucket bucket) =>
        await new NatsJSContext(await _hub.OpenAsync(default)).DeleteStreamAsync("KV_" + bucket.Name);

    protected override async Task WipeAsync(IBucket bucket)
    {
        await RemoveAsync(bucket);
        await new NatsBuckets(_hub, Options.Create(Settings(server, atomic)), TimeProvider.System).EnsureAsync(bucket.Name, default);
    }

    private static HubNatsOptions Settings(PlainServer server, bool atomic) => new() { Endpoint = NatsEndpoint.Of(server.Url), AtomicBatches = atomic };
}

public sealed class AtomicBucketTests(PlainServer server) : NatsBucketTests(server, true);

public sealed class PipelinedBucketTests(PlainServer server) : NatsBucketTests(server, false);
