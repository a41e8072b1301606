using System.Diagnostics;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.Nats.Tests.Connection;
using KubeStellar.Edge.Nats.Tests.Hostile;

namespace KubeStellar.Edge.Nats.Tests.Gateway;

public sealed class FloodTests(PlainServer server) : IClassFixture<PlainServer>
{
    private const int Flood = 60_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_flooding_client_is_dropped_and_the_honest_are_served_as_before()
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var hub = await HubSide.StartAsync(server.Url);
        string[] names = ["store-1", "store-2", "store-3"];
        var honest = names.Select(name => HubSide.Link(server.Url, name)).ToList();
        foreach (var link in honest)
        {
            await link.StartAsync(limit.Token);
            await foreach (var signal in link.SignalsAsync(limit.Token))
            {
                if (signal.Kind == LinkSignalKind.Connected)
                {
                    break;
                }
            }
        }

        await using var hostile = new RawClient();
        Assert.Null(await hostile.ConnectAsync(new Uri(server.Url).Port, null, null, limit.Token));

        const int Rounds = 45; // Both times together below what one edge may send at once.
        var before = await BeatAsync(honest, names, Rounds, limit.Token);
        var flooding = FloodAsync(hostile, limit.Token);
        var during = await BeatAsync(honest, names, Rounds, limit.Token);
        await flooding;
        await hostile.SettleAsync(limit.Token);

        // Of the flood, what a burst allows and no more; of the honest, all.
        var calls = hub.Gateway.Calls.GroupBy(call => call).ToDictionary(group => group.Key, group => group.Count());
        Assert.InRange(calls.GetValueOrDefault("heartbeat flood"), 1, 400);
        Assert.All(names, name => Assert.Equal(2 * Rounds, calls["heartbeat " + name]));

        // Half of the answers of the honest came about as fast as before; a gateway that served the flood in turn would be a hundred times slower.
        Assert.InRange(during / before, 0, 30);
        foreach (var link in honest)
        {
            await link.StopAsync(default);
        }
    }

    [Fact]
    public async Task An_edge_that_is_refused_is_told_how_long_to_wait()
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var hub = await HubSide.StartAsync(server.Url, configure: o => (o.RatePerSecond, o.Burst) = (0.1, 1));
        var link = HubSide.Link(server.Url, "eager");
        await link.StartAsync(limit.Token);
        await foreach (var signal in link.SignalsAsync(limit.Token))
        {
            if (signal.Kind == LinkSignalKind.Connected)
            {
                break;
            }
        }

        await link.HeartbeatAsync(Beat("eager"), limit.Token);
        var refused = await Assert.ThrowsAsync<HubUnreachableException>(() => link.HeartbeatAsync(Beat("eager"), limit.Token));
        Assert.InRange(refused.RetryAfter!.Value.TotalSeconds, 0.001, 10);
        await link.StopAsync(default);
    }

    private static HeartbeatMessage Beat(string edge) => new() { Edge = edge, At = DateTimeOffset.UnixEpoch, Conditions = new List<Condition>() };

    private static async Task FloodAsync(RawClient client, CancellationToken token)
    {
        for (var i = 0; i < Flood; i++)
        {
            await client.PublishAsync(Subjects.Heartbeat("flood"), """{"edge":"flood"}""", token, "_INBOX.flood.x");
        }
    }

    /// <summary>Median time of an answer.</summary>
    private static async Task<double> BeatAsync(List<HubLink> links, string[] names, int rounds, CancellationToken token)
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < links.Count; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await links[i].HeartbeatAsync(Beat(names[i]), token);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
