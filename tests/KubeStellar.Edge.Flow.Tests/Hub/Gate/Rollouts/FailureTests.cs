using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>What fails is held or taken back, and can be tried again.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_failure_holds_the_wave_until_it_is_mended()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        world.Broken.Add("b");
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Held, "WaveFailed"), (world.Progress!.Phase, world.Progress.Reason));
        Assert.Contains("kse rollout abort|retry|approve stores", world.Progress.Message, StringComparison.Ordinal);
        Assert.Equal((PolicyPhase.Held, "WaveFailed"), (world.Hub.State("stores").Phase, world.Hub.State("stores").Reason));
        Assert.Equal("a2 b2 c2 d1 e1 f1", await world.HaveAsync());
        world.Broken.Clear();
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", PolicyPhase.Ready), (await world.HaveAsync(), world.Hub.State("stores").Phase));
    }

    [Theory]
    [InlineData(RollbackScope.Whole)]
    [InlineData(RollbackScope.Begun)]
    public async Task A_rollback_goes_back_to_what_was_proven_last(RollbackScope scope)
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three with { OnFailure = FailureAction.Rollback, Rollback = scope });
        world.Sick.Add("c");
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal((RolloutPhase.RolledBack, "a1 b1 c1 d1 e1 f1"), (world.Progress!.Phase, await world.HaveAsync()));
        Assert.Equal((PolicyPhase.Held, "RolledBack"), (world.Hub.State("stores").Phase, world.Hub.State("stores").Reason));

        // It stays back over a restart, for new edges too.
        await world.RestartAsync();
        await world.Hub.JoinAsync("g");
        await world.RunAsync();
        Assert.Equal((RolloutPhase.RolledBack, "a1 b1 c1 d1 e1 f1 g1"), (world.Progress!.Phase, await world.HaveAsync()));

        world.Sick.Clear();
        await world.OrderAsync(RolloutActions.Retry);
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Complete, 2, "a2 b2 c2 d2 e2 f2 g2"), (world.Progress!.Phase, world.Progress.Attempt, await world.HaveAsync()));
    }

    [Fact]
    public async Task A_rollback_leaves_waves_alone_that_had_not_begun()
    {
        // What an overtaken release left behind in the last wave is not proven, and with begun not taken back either.
        foreach (var scope in new[] { RollbackScope.Whole, RollbackScope.Begun })
        {
            using var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = RolloutWorld.Three with { Rollback = scope } });
            world.Mean("other", new FakePolicy { Rollout = new FakeRollout(FakeWave.Of("first", "f"), FakeWave.Rest) { Rollback = scope } });
            await world.EditAsync("2");
            await world.FollowAsync("a");
            await world.StepAsync();
            Assert.Equal("a2 b2 c2 d1 e1 f1", await world.HaveAsync());
            await world.Hub.PolicyAsync("stores", "other");
            await world.EditAsync("3");
            Assert.Equal("a2 b2 c2 d1 e1 f3", await world.HaveAsync());
            await world.OrderAsync(RolloutActions.Abort);
            await world.RunAsync();
            Assert.Equal(scope == RollbackScope.Whole ? "a1 b1 c1 d1 e1 f1" : "a2 b2 c2 d1 e1 f1", await world.HaveAsync());
        }
    }

    [Fact]
    public async Task A_joiner_goes_back_with_its_wave()
    {
        foreach (var restart in new[] { false, true })
        {
            using var world = await RolloutWorld.StartAsync(new FakeRollout(FakeWave.Of("canary", "a", "a2"), FakeWave.Of("half", "b", "c"), FakeWave.Rest) { OnFailure = FailureAction.Rollback });
            await world.EditAsync("2");
            await world.StepAsync();
            await world.Hub.JoinAsync("a2");
            await world.StepAsync();
            await world.StepAsync();
            Assert.Equal("a2 a22 b1 c1 d1 e1 f1", await world.HaveAsync());
            if (restart)
            {
                await world.RestartAsync();
            }

            world.Sick.Add("a");
            await world.RunAsync();
            Assert.Equal((RolloutPhase.RolledBack, "a1 a21 b1 c1 d1 e1 f1"), (world.Progress!.Phase, await world.HaveAsync()));
        }
    }

    [Fact]
    public async Task An_edge_out_of_reach_goes_back_too()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three with { OnFailure = FailureAction.Rollback });
        await world.EditAsync("2");
        await world.FollowAsync("a");
        await world.StepAsync();
        world.Silent.Add("b");
        world.Edges.Lose("b");
        world.Sick.Add("c");
        await world.RunAsync();
        Assert.Equal((RolloutPhase.RolledBack, "a1 b1 c1 d1 e1 f1"), (world.Progress!.Phase, await world.HaveAsync()));
    }

    [Fact]
    public async Task An_abort_takes_back_and_one_that_keeps_does_not()
    {
        foreach (var keep in new[] { false, true })
        {
            using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
            world.Silent.Add("c");
            await world.EditAsync("2");
            await world.RunAsync();
            await world.OrderAsync(RolloutActions.Abort, request => request with { Keep = keep });
            await world.RunAsync();
            var have = keep ? "a2 b2 c2 d1 e1 f1" : "a1 b1 c1 d1 e1 f1";
            Assert.Equal((keep ? RolloutPhase.Aborted : RolloutPhase.RolledBack, have), (world.Progress!.Phase, await world.HaveAsync()));
            await world.RestartAsync();
            await world.RunAsync();
            Assert.Equal(have, await world.HaveAsync());

            // The next version goes to all, and what was kept counts as proven.
            world.Silent.Clear();
            await world.EditAsync("3");
            await world.RunAsync();
            Assert.Equal("a3 b3 c3 d3 e3 f3", await world.HaveAsync());
            Assert.Equal([1L, 2, 3], world.Record.Releases.Select(release => release.Number));
        }
    }

    [Fact]
    public async Task A_policy_that_cannot_say_its_waves_moves_nobody()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        world.Mean("broken", new FakePolicy { Rollout = RolloutWorld.Three, WavesFault = new PolicyFault("Threw", "x is not defined", "stores.js:3:7") });
        await world.Hub.PolicyAsync("stores", "broken");
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal(("a1 b1 c1 d1 e1 f1", PolicyPhase.Stalled), (await world.HaveAsync(), world.Hub.State("stores").Phase));
        world.Mean("broken", new FakePolicy { Rollout = RolloutWorld.Three });
        await world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(("a2 b2 c2 d2 e2 f2", PolicyPhase.Ready), (await world.HaveAsync(), world.Hub.State("stores").Phase));
    }

    [Fact]
    public async Task A_policy_that_stalls_in_mid_rollout_stands_still_and_goes_on()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        world.Mean("broken", new FakePolicy { Rollout = RolloutWorld.Three, PlaceFault = new PolicyFault("Threw", "x is not defined", "stores.js:3:7") });
        await world.EditAsync("2");
        await world.Hub.PolicyAsync("stores", "broken");
        await world.RunAsync();
        Assert.Equal(("a2 b1 c1 d1 e1 f1", PolicyPhase.Stalled), (await world.HaveAsync(), world.Hub.State("stores").Phase));
        await world.RestartAsync();
        await world.RunAsync();
        Assert.Equal("a2 b1 c1 d1 e1 f1", await world.HaveAsync());
        await world.Hub.PolicyAsync("stores", "stores");
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
    }
}
