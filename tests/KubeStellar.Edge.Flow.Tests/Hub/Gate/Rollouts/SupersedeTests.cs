using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>A newer version takes the place of one that is on its way, from what each edge really has.</summary>
public sealed class SupersedeTests
{
    [Fact]
    public async Task A_newer_version_goes_out_from_what_each_edge_has()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        await world.EditAsync("2");
        await world.FollowAsync("a");
        await world.StepAsync();
        Assert.Equal("a2 b2 c2 d1 e1 f1", await world.HaveAsync());
        world.World.Buckets.Clear();
        await world.EditAsync("3");
        Assert.Equal(("a3 b2 c2 d1 e1 f1", 3L, "open waiting waiting"), (await world.HaveAsync(), world.Progress!.Number, world.Waves));
        await world.RunAsync();
        Assert.Equal("a3 b3 c3 d3 e3 f3", await world.HaveAsync());

        // Nobody went through the version between.
        Assert.Equal(["a", "b", "c", "d", "e", "f"], world.World.Buckets.Of(Buckets.Desired).Writes.Order());
        Assert.Equal([RolloutPhase.Complete, RolloutPhase.Superseded, RolloutPhase.Complete], world.Record.Releases.Select(release => release.Phase));
    }

    [Fact]
    public async Task What_was_overtaken_is_not_what_a_rollback_goes_back_to()
    {
        foreach (var restart in new[] { false, true })
        {
            using var world = await RolloutWorld.StartAsync(RolloutWorld.Three with { OnFailure = FailureAction.Rollback });
            await world.EditAsync("2");
            await world.FollowAsync("a");
            await world.StepAsync();
            if (restart)
            {
                await world.RestartAsync();
            }

            await world.EditAsync("3");
            world.Sick.Add("a");
            await world.RunAsync();
            Assert.Equal((RolloutPhase.RolledBack, "a1 b1 c1 d1 e1 f1"), (world.Progress!.Phase, await world.HaveAsync()));
        }
    }

    [Fact]
    public async Task An_edit_that_is_taken_back_goes_back_at_once()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        await world.EditAsync("2");
        await world.FollowAsync("a");
        await world.StepAsync();
        world.World.Buckets.Clear();
        await world.EditAsync("1");
        Assert.Equal("a1 b1 c1 d1 e1 f1", await world.HaveAsync());
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Complete, 3), (world.Progress!.Phase, world.World.Buckets.WritesTo(Buckets.Desired)));
    }

    [Fact]
    public async Task A_newer_version_takes_the_place_of_one_that_is_taken_back()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three with { OnFailure = FailureAction.Rollback });
        world.Sick.Add("b");
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal(RolloutPhase.RolledBack, world.Progress!.Phase);
        world.Sick.Clear();
        await world.EditAsync("3");
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Complete, "a3 b3 c3 d3 e3 f3"), (world.Progress!.Phase, await world.HaveAsync()));
    }

    [Fact]
    public async Task Versions_that_were_overtaken_push_out_none_that_people_can_go_back_to()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        for (var i = 2; i < 20; i++)
        {
            await world.EditAsync($"{i}");
        }

        Assert.InRange(world.Record.Releases.Count, 2, 10);
        Assert.Equal((1L, RolloutPhase.Complete), (world.Record.Releases[0].Number, world.Record.Releases[0].Phase));
        await world.OrderAsync(RolloutActions.Undo);
        await world.RunAsync();
        Assert.Equal("a1 b1 c1 d1 e1 f1", await world.HaveAsync());
    }

    [Fact]
    public async Task A_policy_edit_goes_in_waves_by_the_new_policy()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        world.Mean("newer", new FakePolicy { Rollout = new FakeRollout(FakeWave.Of("first", "f"), FakeWave.Rest) });
        world.World.Buckets.Clear();
        await world.Hub.PolicyAsync("stores", "newer");
        await world.StepAsync();
        Assert.Equal(["f"], world.World.Buckets.Of(Buckets.Desired).Writes);
        await world.RunAsync();
        Assert.Equal(6, world.World.Buckets.WritesTo(Buckets.Desired));
        Assert.Equal(["first", "rest"], world.Progress!.Waves.Select(wave => wave.Name));
    }

    [Fact]
    public async Task A_policy_that_declares_no_rollout_any_more_ends_the_one_that_runs()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        world.Mean("plain", new FakePolicy());
        await world.EditAsync("2");
        await world.Hub.PolicyAsync("stores", "plain");
        await world.StepAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", null), (await world.HaveAsync(), world.Progress));
        await world.EditAsync("3");
        await world.EditAsync("4");
        Assert.Equal("a4 b4 c4 d4 e4 f4", await world.HaveAsync());
        await world.OrderAsync(RolloutActions.Undo);
        await world.StepAsync();
        Assert.Equal("a3 b3 c3 d3 e3 f3", await world.HaveAsync());
    }
}
