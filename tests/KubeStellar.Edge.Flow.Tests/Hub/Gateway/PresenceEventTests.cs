using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

public sealed class PresenceEventTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(91);

    [Fact]
    public async Task A_device_that_was_just_admitted_is_no_alert_until_it_had_its_time()
    {
        await using var world = new GatewayWorld();
        await world.StartAsync();
        Pass(world, Patience);
        world.Inventory.Add("new");
        world.Inventory.Add("quick");
        Pass(world, TimeSpan.FromSeconds(5));
        Assert.Equal(2, world.Transitions.Count(one => !one.Reachable));
        Beat(world, "quick");
        Pass(world, TimeSpan.FromSeconds(50));
        Beat(world, "quick");
        Pass(world, TimeSpan.FromSeconds(50));
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count > 0);
        Assert.Equal(["edge.unreachable new"], Told(world));
        Beat(world, "new");
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count > 1);
        Assert.Equal(["edge.unreachable new", "edge.reachable new"], Told(world));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_told_before_a_hub_was_killed_is_taken_back_when_the_edge_comes_and_not_said_again(bool heardFirst)
    {
        await using var world = new GatewayWorld();
        foreach (var (kind, edge) in new[] { ("unreachable", "away"), ("unreachable", "back"), ("unreachable", "was"), ("reachable", "was"), ("unreachable", "*") })
            await world.Events.AppendAsync(new EventRecord { Kind = "edge." + kind, Subject = edge, Actor = "hub", At = world.Time.GetUtcNow() }, default);
        var before = world.Events.Events.Count;
        foreach (var edge in new[] { "away", "back", "was" })
            world.Inventory.Add(edge);
        if (heardFirst)
            BeatBoth();
        await world.StartAsync();
        BeatBoth();
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count > before);
        Pass(world, TimeSpan.FromSeconds(60));
        BeatBoth();
        Pass(world, TimeSpan.FromSeconds(60));
        Assert.Equal(["edge.reachable back"], Told(world).Skip(before));
        Beat(world, "away");
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count > before + 1);
        Assert.Equal(["edge.reachable back", "edge.reachable away"], Told(world).Skip(before));

        void BeatBoth()
        {
            Beat(world, "back");
            Beat(world, "was");
        }
    }

    private static IEnumerable<string> Told(GatewayWorld world) => world.Events.Events.Select(one => $"{one.Kind} {one.Subject}");

    private static void Beat(GatewayWorld world, string edge) =>
        world.Handler.Heartbeat(edge, new HeartbeatMessage { Edge = edge, Process = "p", At = world.Time.GetUtcNow() });

    private static void Pass(GatewayWorld world, TimeSpan time)
    {
        world.Time.Advance(time);
        world.Get<PresenceBook>().Sweep(world.Inventory.Edges);
    }
}
