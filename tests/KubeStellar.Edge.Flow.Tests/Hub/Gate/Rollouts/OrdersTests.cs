using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>What people order of rollouts, done by the flow.</summary>
public sealed class OrdersTests
{
    [Fact]
    public async Task A_pause_stops_every_edge_and_resume_goes_on()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        await world.EditAsync("2");
        await world.OrderAsync(RolloutActions.Pause);
        await world.RunAsync();
        Assert.Equal(("a2 b1 c1 d1 e1 f1", RolloutPhase.Paused, "Paused"), (await world.HaveAsync(), world.Progress!.Phase, world.Progress.Reason));
        await world.RestartAsync();
        await world.RunAsync();
        Assert.Equal("a2 b1 c1 d1 e1 f1", await world.HaveAsync());
        await world.OrderAsync(RolloutActions.Resume);
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
    }

    [Fact]
    public async Task A_pause_ends_by_itself()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        await world.OrderAsync(RolloutActions.Pause, request => request with { ForSeconds = 60 });
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal("a1 b1 c1 d1 e1 f1", await world.HaveAsync());
        await world.PassAsync(TimeSpan.FromSeconds(61));
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync());
    }

    [Fact]
    public async Task A_wave_waits_for_as_many_people_as_it_says()
    {
        using var world = await RolloutWorld.StartAsync(new FakeRollout(FakeWave.Of("canary", "a"), FakeWave.Rest with { Approve = 2 }));
        await world.OrderAsync(RolloutActions.Approve);
        await world.OrderAsync(RolloutActions.Approve, request => request with { Actor = "bob" });
        await world.RunAsync();
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Held, "NeedsApproval", "a2 b1 c1 d1 e1 f1"), (world.Progress!.Phase, world.Progress.Reason, await world.HaveAsync()));
        await world.OrderAsync(RolloutActions.Approve);
        await world.RunAsync();
        Assert.Contains("has 1 of 2 approvals", world.Progress!.Message, StringComparison.Ordinal);
        await world.OrderAsync(RolloutActions.Approve, request => request with { Actor = "bob" });
        await world.RunAsync();
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync());
    }

    [Fact]
    public async Task Undo_goes_back_in_waves_and_twice_forward_again()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        await world.EditAsync("2");
        await world.RunAsync();
        await world.Hub.JoinAsync("g");
        await world.RunAsync();
        await world.OrderAsync(RolloutActions.Undo);
        await world.StepAsync();
        Assert.Equal(("a1 b2 c2 d2 e2 f2 g2", RolloutCause.Undo, 1L), (await world.HaveAsync(), world.Progress!.Cause, world.Progress.To!.Value));
        await world.RestartAsync();
        await world.RunAsync();
        Assert.Equal("a1 b1 c1 d1 e1 f1 g1", await world.HaveAsync());
        await world.Hub.JoinAsync("h");
        await world.RunAsync();
        Assert.Equal("a1 b1 c1 d1 e1 f1 g1 h1", await world.HaveAsync());

        await world.OrderAsync(RolloutActions.Undo);
        await world.RunAsync();
        Assert.Equal("a2 b2 c2 d2 e2 f2 g2 h2", await world.HaveAsync());
        await world.OrderAsync(RolloutActions.Undo, request => request with { Release = 1 });
        await world.RunAsync();
        Assert.Equal("a1 b1 c1 d1 e1 f1 g1 h1", await world.HaveAsync());

        // An edit ends it.
        await world.EditAsync("5");
        await world.RunAsync();
        Assert.Equal(("a5 b5 c5 d5 e5 f5 g5 h5", null), (await world.HaveAsync(), world.Record.Pin));
    }

    [Fact]
    public async Task Retry_after_undo_goes_forward_again()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        await world.EditAsync("2");
        await world.RunAsync();
        await world.OrderAsync(RolloutActions.Undo);
        await world.StepAsync();
        await world.OrderAsync(RolloutActions.Retry);
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_freeze_stops_policies_with_and_without_waves(bool plain)
    {
        using var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = plain ? null : RolloutWorld.Three });
        await world.EditAsync("2");
        await world.StepAsync();
        await world.OrderAsync(RolloutActions.Freeze);
        await world.EditAsync("3");
        await world.Hub.JoinAsync("g");
        await world.RunAsync();
        Assert.Equal(plain ? "a2 b2 c2 d2 e2 f2 g-" : "a2 b1 c1 d1 e1 f1 g1", await world.HaveAsync());
        Assert.Contains("ann froze the fleet", world.Hub.State("stores").Message, StringComparison.Ordinal);
        await world.RestartAsync();
        await world.RunAsync();
        Assert.Equal(plain ? "a2 b2 c2 d2 e2 f2 g-" : "a2 b1 c1 d1 e1 f1 g1", await world.HaveAsync());
        await world.OrderAsync(RolloutActions.Unfreeze);
        await world.RunAsync();
        Assert.Equal("a3 b3 c3 d3 e3 f3 g3", await world.HaveAsync());
    }

    [Fact]
    public async Task A_freeze_stops_a_rollback_too()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        await world.EditAsync("2");
        await world.OrderAsync(RolloutActions.Freeze);
        await world.OrderAsync(RolloutActions.Abort);
        await world.RunAsync();
        Assert.Equal(("a2 b1 c1 d1 e1 f1", RolloutPhase.RollingBack), (await world.HaveAsync(), world.Progress!.Phase));
        await world.OrderAsync(RolloutActions.Unfreeze);
        await world.RunAsync();
        Assert.Equal(("a1 b1 c1 d1 e1 f1", RolloutPhase.RolledBack), (await world.HaveAsync(), world.Progress!.Phase));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task An_order_that_comes_while_the_flow_records_its_own_step_is_not_lost(int at)
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        world.Edges.Meanwhile = () =>
        {
            // In the middle of a count, when the rollout is recorded and nothing of it is published.
            if (world.Progress is { Number: 2, Ended: false } && --at == 0)
            {
                Assert.True(world.OrderAsync(RolloutActions.Abort).IsCompletedSuccessfully);
            }
        };
        await world.EditAsync("2");
        Assert.EndsWith(" b1 c1 d1 e1 f1", await world.HaveAsync(), StringComparison.Ordinal);
        await world.RunAsync();
        world.Edges.Meanwhile = () => { };
        Assert.True(at <= 0);
        Assert.Equal((RolloutPhase.RolledBack, "a1 b1 c1 d1 e1 f1"), (world.Progress!.Phase, await world.HaveAsync()));
    }
}
