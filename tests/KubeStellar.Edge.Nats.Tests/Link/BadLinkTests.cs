using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.Nats.Tests.Connection;
using KubeStellar.Edge.Nats.Tests.Gateway;
using KubeStellar.Edge.TestKit.Network;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Nats.Tests.Link;

/// <summary>An edge's link over a network that lies: it is given up when it is dead, and found again whatever happened between.</summary>
public sealed class BadLinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_connection_that_a_router_forgot_is_given_up_and_another_one_made()
    {
        await using var world = await World.StartAsync(o => o.PingInterval = TimeSpan.FromMilliseconds(200));
        world.Network.Forget();
        await world.NextAsync(LinkSignalKind.Disconnected);
        await world.NextAsync(LinkSignalKind.Connected);
        Assert.Equal(8, (await world.Link.HeartbeatAsync(new HeartbeatMessage { Edge = "store-1", Revision = 7 }, default)).Revision);
    }

    [Fact]
    public async Task An_attempt_that_is_swallowed_after_the_connection_was_taken_ends()
    {
        // Connections are taken and nothing is said on them; when the link is good again, that one stays dead.
        await using var world = await World.StartAsync(o => o.PingInterval = TimeSpan.FromMilliseconds(200));
        var taken = world.Network.Taken;
        world.Network.Faults = new LinkFaults { Swallow = true };
        await world.NextAsync(LinkSignalKind.Disconnected);
        await world.Network.TakenAsync(taken + 1, new CancellationTokenSource(Patience).Token);
        world.Network.Faults = LinkFaults.None;
        await world.NextAsync(LinkSignalKind.Connected);
        Assert.Equal(8, (await world.Link.HeartbeatAsync(new HeartbeatMessage { Edge = "store-1", Revision = 7 }, default)).Revision);
    }

    [Fact]
    public async Task Resets_in_the_middle_of_everything_are_survived()
    {
        await using var world = await World.StartAsync(_ => { });
        world.Network.Faults = new LinkFaults { ResetAfter = 700 };
        world.Network.Cut();
        await world.NextAsync(LinkSignalKind.Disconnected);
        var taken = world.Network.Taken;
        await world.Network.TakenAsync(taken + 3, new CancellationTokenSource(Patience).Token);
        world.Network.Faults = LinkFaults.None;
        await world.UntilHeardAsync();
    }

    [Fact]
    public async Task A_hub_that_refuses_is_tried_at_a_bounded_and_falling_pace()
    {
        await using var world = await World.StartAsync(_ => { });
        world.Network.Faults = new LinkFaults { ResetAfter = 1 };
        world.Network.Cut();
        await world.NextAsync(LinkSignalKind.Disconnected);
        var taken = world.Network.Taken;
        var start = TimeProvider.System.GetTimestamp();
        await world.Network.TakenAsync(taken + 4, new CancellationTokenSource(Patience).Token);

        // Waits of 0.25, 0.5 and 1 s lie between four attempts, and up to a second of jitter more each: never a storm.
        Assert.True(TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(1.5));
        world.Network.Faults = LinkFaults.None;
        await world.UntilHeardAsync();
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly PlainServer _server;
        private readonly HubSide _hub;
        private readonly IAsyncEnumerator<LinkSignal> _signals;

        private World(PlainServer server, HubSide hub, LinkProxy network, HubLink link) =>
            (_server, _hub, Network, Link, _signals) = (server, hub, network, link, link.SignalsAsync(default).GetAsyncEnumerator());

        public LinkProxy Network { get; }

        public HubLink Link { get; }

        public static async Task<World> StartAsync(Action<EdgeNatsOptions> configure)
        {
            var server = new PlainServer();
            await server.StartAsync();
            var hub = await HubSide.StartAsync(server.Url);
            var network = LinkProxy.Start(() => new Uri(server.Url).Port);
            var options = new EdgeNatsOptions { Edge = "store-1", Endpoint = NatsEndpoint.Of(network.Url), FirstWait = TimeSpan.FromMilliseconds(50), RequestTimeout = TimeSpan.FromSeconds(2) };
            configure(options);
            var world = new World(server, hub, network, new HubLink(Options.Create(options), NullLoggerFactory.Instance, TimeProvider.System, new Random(1)));
            await world.Link.StartAsync(default);
            await world.NextAsync(LinkSignalKind.Connected);
            return world;
        }

        public async Task NextAsync(LinkSignalKind kind)
        {
            do
            {
                Assert.True(await _signals.MoveNextAsync().AsTask().WaitAsync(Patience));
            }
            while (_signals.Current.Kind != kind);
        }

        /// <summary>Each call waits for its answer, and a connection that is away is waited for by its signal.</summary>
        public async Task UntilHeardAsync()
        {
            while (true)
            {
                try
                {
                    await Link.HeartbeatAsync(new HeartbeatMessage { Edge = "store-1", Revision = 1 }, default);
                    return;
                }
                catch (HubUnreachableException)
                {
                    await NextAsync(LinkSignalKind.Connected);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Link.StopAsync(default);
            Link.Dispose();
            await Network.DisposeAsync();
            await _hub.DisposeAsync();
            await _server.DisposeAsync();
        }
    }
}
