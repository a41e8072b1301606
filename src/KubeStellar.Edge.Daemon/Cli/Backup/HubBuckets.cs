using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Nats;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Daemon.Cli.Backup;

/// <summary>Reads what people and edges entrusted to a hub from its buckets, with the rights of the hub's own machine.</summary>
internal static class HubBuckets
{
    // Who writes now is nobody's property: it names a process.
    private const string LeaseKey = LeaseRule.Key;

    /// <summary>Entries of the mirrored buckets.</summary>
    /// <exception cref="CliException">The server does not answer, or the credentials have no rights to read it.</exception>
    internal static async Task<IReadOnlyDictionary<string, SortedDictionary<string, byte[]>>> ReadAsync(HubAddress address, CancellationToken token)
    {
        await using var services = new ServiceCollection().AddLogging().AddHubBuckets(nats => nats.Endpoint = HubConnector.Endpoint(address)).BuildServiceProvider();
        var buckets = services.GetRequiredService<IBuckets>();
        var read = new Dictionary<string, SortedDictionary<string, byte[]>>(StringComparer.Ordinal);
        foreach (var name in Buckets.Mirrored)
        {
            try
            {
                read[name] = new(
                    (await buckets[name].LoadAsync(token)).Where(entry => name != Buckets.Hub || entry.Key != LeaseKey).ToDictionary(entry => entry.Key, entry => entry.Value.ToArray()),
                    StringComparer.Ordinal);
            }
            catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
            {
                throw new CliException(
                    $"{name} cannot be read at {address.Server}", [error.Message, "a backup needs the rights of the hub's own machine (its context, or the credentials of its account), not those of a role"], inner: error);
            }
        }

        return read;
    }
}
