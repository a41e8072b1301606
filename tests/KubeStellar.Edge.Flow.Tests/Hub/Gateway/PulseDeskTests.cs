using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

/// <summary>A pulse is the last heartbeat once more; what else there is to say takes a whole one.</summary>
public sealed class PulseDeskTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(29);
    private readonly GatewayWorld _world = new();

    public PulseDeskTests()
    {
        _world.Inventory.Add("e1", ("size", "large"));
        _world.Desired.Publish("e1", 1, 4);
    }

    private PresenceState Presence => _world.Get<IEdgePresence>().Of("e1")!;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Pulses_keep_an_edge_in_reach_and_its_clock_right()
    {
        await _world.StartAsync();
        Assert.Equal((long)TimeSpan.FromMinutes(10).TotalMilliseconds, Beat().Whole);

        for (var beat = 0; beat < 20; beat++)
        {
            Pass(Step);
            Assert.NotNull(_world.Handler.Pulse("e1"));
        }

        Assert.True(Presence.Reachable);
        Assert.Empty(Presence.Last.Conditions);
        Assert.Equal(_world.Time.GetUtcNow(), Presence.HeardAt);
        Pass(TimeSpan.FromSeconds(120));
        Assert.False(Presence.Reachable);
        Assert.Null(_world.Handler.Pulse("e1"));
        Beat();
        Assert.NotNull(_world.Handler.Pulse("e1"));
    }

    [Fact]
    public async Task Whoever_was_not_heard_beats_whole()
    {
        await _world.StartAsync();
        Assert.Null(_world.Handler.Pulse("e1"));
        Assert.Null(_world.Handler.Pulse("stranger"));
    }

    [Fact]
    public async Task What_there_is_to_say_takes_a_whole_heartbeat()
    {
        await _world.StartAsync();
        Beat();
        _world.Inventory.Add("e1", ("size", "small"));
        Assert.Null(_world.Handler.Pulse("e1"));
        Assert.Equal("small", Beat().Labels!["size"]);
        Assert.NotNull(_world.Handler.Pulse("e1"));

        _world.Desired.Publish("e1", 1, 5);
        Assert.Null(_world.Handler.Pulse("e1"));
        Assert.NotNull(Beat().Whole);
    }

    [Fact]
    public async Task An_edge_that_is_under_way_or_started_anew_beats_whole()
    {
        await _world.StartAsync();
        Assert.Null(Beat(applied: false).Whole);
        Assert.NotNull(Beat().Whole);
        Assert.Null(Beat(process: "q").Whole);
        Assert.Null(_world.Handler.Pulse("e1"));
        Pass(TimeSpan.FromMinutes(11));
        Assert.NotNull(Beat(process: "q").Whole);
    }

    private HeartbeatReply Beat(bool applied = true, string process = "p")
    {
        var newest = _world.Desired.Root("e1")!;
        return _world.Handler.Heartbeat("e1", new HeartbeatMessage
        {
            Edge = "e1",
            Epoch = newest.Root.Epoch,
            Revision = newest.Root.Revision,
            RootDigest = newest.Digest,
            Applied = applied,
            Process = process,
            At = _world.Time.GetUtcNow(),
        });
    }

    private void Pass(TimeSpan time)
    {
        _world.Time.Advance(time);
        _world.Get<PresenceBook>().Sweep(_world.Inventory.Edges);
    }
}
