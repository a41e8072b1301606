using System.Collections.Concurrent;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Api;
using KubeStellar.Edge.Nats.Connection;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>The buckets in JetStream.</summary>
internal sealed class NatsBuckets(HubConnection connection, IOptions<HubNatsOptions> options, TimeProvider time, ChangeBell? bell = null) : IBuckets
{
    private readonly ConcurrentDictionary<string, NatsBucket> _buckets = new(StringComparer.Ordinal);

    public IBucket this[string name] => _buckets.GetOrAdd(name, static (n, self) => self.Make(n), this);

    public async Task EnsureAsync(string name, CancellationToken token)
    {
        var open = await connection.OpenAsync(token);
        await new StreamKeeper(open, options.Value.RequestTimeout, time).EnsureAsync(
            BucketStreams.Bucket(name, options.Value.Replicas, NatsConnector.HasAtomicBatches(open.ServerInfo)), token);
    }

    private NatsBucket Make(string name) => new(name, connection, options.Value, time, bell);
}
