using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

public sealed class HeartbeatDeskTests
{
    [Fact]
    public async Task Answers_with_the_newest_root_and_marks_silence_once()
    {
        await using var world = new GatewayWorld();
        world.Inventory.Add("e1");
        world.Desired.Publish("e1", 1, 4);
        await world.StartAsync();
        var reply = Beat(world, "e1", 1, 3);
        Assert.Equal((1L, 4L, world.Desired.Root("e1")!.Digest), (reply.Epoch, reply.Revision, reply.RootDigest));
        Assert.True(world.Get<IEdgePresence>().Of("e1")!.Reachable);

        Pass(world, TimeSpan.FromSeconds(120));
        Assert.False(world.Get<IEdgePresence>().Of("e1")!.Reachable);
        Beat(world, "e1", 1, 4);
        Assert.Equal([true, false, true], world.Transitions.Where(one => one.Edge == "e1").Select(one => one.Reachable));
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count == 2);
        Assert.Equal(["edge.unreachable", "edge.reachable"], world.Events.Events.Select(one => one.Kind));
    }

    [Fact]
    public async Task Tells_an_edge_its_labels_and_a_stranger_nothing()
    {
        await using var world = new GatewayWorld();
        world.Inventory.Add("e1", ("size", "large"));
        world.Inventory.Add("e2");
        Assert.Equal("large", Beat(world, "e1", 0, 0).Labels!["size"]);
        Assert.Empty(Beat(world, "e2", 0, 0).Labels!);
        Assert.Null(Beat(world, "stranger", 0, 0).Labels);
        Assert.Equal((true, false), (Beat(world, "e1", 0, 0).Known, Beat(world, "stranger", 0, 0).Known));
    }

    [Fact]
    public async Task Edges_never_heard_become_unreachable_and_a_blackout_is_a_few_events()
    {
        await using var world = new GatewayWorld(options => options.MaxTransitionEvents = 3);
        for (var edge = 0; edge < 50; edge++)
            world.Inventory.Add($"e{edge}");
        await world.StartAsync();
        Pass(world, TimeSpan.FromSeconds(80));
        Assert.Empty(world.Transitions);
        Assert.True(world.Get<IEdgePresence>().Settling);
        Pass(world, TimeSpan.FromSeconds(20));
        Assert.False(world.Get<IEdgePresence>().Settling);
        Assert.Equal(50, world.Transitions.Count(one => !one.Reachable));
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count > 0);
        var gone = Assert.Single(world.Events.Events);
        Assert.Equal(("edge.unreachable", "*", 50, 20), (gone.Kind, gone.Subject, gone.After!.Value.GetProperty("count").GetInt32(), gone.After!.Value.GetProperty("edges").GetArrayLength()));

        for (var edge = 0; edge < 50; edge++)
            Beat(world, $"e{edge}", 0, 0);
        Pass(world, TimeSpan.FromSeconds(6));
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count >= 5);
        Assert.Equal(3, world.Events.Events.Count(one => one.Kind == "edge.reachable" && one.Subject != "*"));
        var back = world.Events.Events.Single(one => one is { Kind: "edge.reachable", Subject: "*" });
        Assert.Equal(47, back.After!.Value.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_restart_is_no_duplicate_and_taking_turns_is()
    {
        await using var world = new GatewayWorld();
        world.Inventory.Add("e1");
        await world.StartAsync();
        Beat(world, "e1", 0, 0, "p1");
        Beat(world, "e1", 0, 0, "p2");
        Beat(world, "e1", 0, 0, "p2");
        Assert.Empty(world.Get<IEdgePresence>().Of("e1")!.Last.Conditions);

        Beat(world, "e1", 0, 0, "p1");
        Beat(world, "e1", 0, 0, "p2");
        Assert.Equal("DuplicateDaemon", Assert.Single(world.Get<IEdgePresence>().Of("e1")!.Last.Conditions).Type);
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count > 0);
        Assert.Equal("edge.duplicate", Assert.Single(world.Events.Events).Kind);
    }

    [Fact]
    public async Task A_higher_epoch_is_claimed_once_an_edge_and_within_reach()
    {
        await using var world = new GatewayWorld();
        var epochs = world.Get<HubEpochGuard>();
        var raised = 0;
        epochs.Claimed += () => raised++;
        foreach (var edge in new[] { "e1", "e2", "liar" })
            world.Inventory.Add(edge);
        Beat(world, "e1", 7, 1);
        Assert.Equal(0, epochs.Highest);

        epochs.Take(3);
        Beat(world, "e1", 7, 1);
        Beat(world, "e1", 9, 1);
        Beat(world, "e2", 5, 1);
        Beat(world, "liar", 3 + HubEpochGuard.Reach + 1, 1);
        Assert.Equal((7L, 1), (epochs.Highest, raised));
    }

    [Fact]
    public async Task A_root_of_the_same_epoch_counts_as_lost_only_when_it_stays_unknown()
    {
        await using var world = new GatewayWorld();
        world.Get<HubEpochGuard>().Take(3);
        world.Inventory.Add("e1");
        world.Desired.Publish("e1", 3, 10);

        // The push was quicker than the acknowledgement.
        Beat(world, "e1", 3, 11);
        world.Desired.Publish("e1", 3, 11);
        world.Time.Advance(TimeSpan.FromSeconds(31));
        Beat(world, "e1", 3, 11);
        Assert.Equal(0, world.Get<HubEpochGuard>().Highest);

        Beat(world, "e1", 3, 12);
        world.Time.Advance(TimeSpan.FromSeconds(31));
        Beat(world, "e1", 3, 12);
        Assert.Equal(3, world.Get<HubEpochGuard>().Highest);
    }

    [Fact]
    public async Task A_wrong_clock_is_said()
    {
        await using var world = new GatewayWorld();
        world.Inventory.Add("e1");
        world.Handler.Heartbeat("e1", new HeartbeatMessage { Edge = "e1", At = world.Time.GetUtcNow().AddDays(-1) });
        Assert.Equal("ClockSkew", Assert.Single(world.Get<IEdgePresence>().Of("e1")!.Last.Conditions).Type);
        Assert.Throws<ArgumentException>(() => world.Handler.Heartbeat("e1", new HeartbeatMessage { Edge = "e2" }));
    }

    private static HeartbeatReply Beat(GatewayWorld world, string edge, long epoch, long revision, string process = "p") => world.Handler.Heartbeat(
        edge, new HeartbeatMessage { Edge = edge, Epoch = epoch, Revision = revision, Process = process, At = world.Time.GetUtcNow() });

    private static void Pass(GatewayWorld world, TimeSpan time)
    {
        world.Time.Advance(time);
        world.Get<PresenceBook>().Sweep(world.Inventory.Edges);
    }
}
