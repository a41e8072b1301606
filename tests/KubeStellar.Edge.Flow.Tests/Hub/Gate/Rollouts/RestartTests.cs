using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>A hub that dies at any write goes on where its record is.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_death_at_any_write_opens_no_wave_twice_and_skips_none(bool sick, bool joins)
    {
        var died = true;
        for (var at = 0; died; at++)
        {
            using var world = await RolloutWorld.StartAsync(RolloutWorld.Gated with { OnFailure = FailureAction.Rollback });
            world.Mean("stores", new FakePolicy
            {
                Rollout = RolloutWorld.Gated,
                Gate = input => input.GetProperty("totals").GetProperty("failed").GetInt32() > 0 ? new(GateDecision.Rollback, "one failed")
                    : input.GetProperty("totals").GetProperty("ready").GetInt32() < input.GetProperty("totals").GetProperty("members").GetInt32() ? new(GateDecision.Hold, "") : new(GateDecision.Proceed, ""),
            });
            if (sick)
            {
                world.Broken.Add("b");
            }

            world.World.Buckets.Clear();
            var opened = new Dictionary<int, DateTimeOffset>();
            world.World.Buckets.DieAt = at + (world.World.Buckets.Calls * 2);
            try
            {
                await GoAsync(world, opened, joins);
            }
            catch (ProcessDiedException)
            {
                Assert.True(world.World.Buckets.Dead);
            }

            died = world.World.Buckets.Dead;
            world.World.Buckets.DieAt = -1;
            if (died)
            {
                await world.RestartAsync();
            }

            await GoAsync(world, opened, joins);
            var after = sick ? "1" : "2";
            Assert.Equal(string.Join(' ', (joins ? "abcdefg" : "abcdef").Select(edge => edge + after)), await world.HaveAsync());
            Assert.Equal((sick ? RolloutPhase.RolledBack : RolloutPhase.Complete, 2L, 1), (world.Progress!.Phase, world.Progress.Number, world.Progress.Attempt));

            // Each edge that moved got one root, and one more where it was taken back.
            Assert.Equal(sick ? "aabbcc" : "abcdef", string.Concat(world.World.Buckets.Of(Buckets.Desired).Writes.Where(edge => edge != "g").Order()));
        }
    }

    private static async Task GoAsync(RolloutWorld world, Dictionary<int, DateTimeOffset> opened, bool joins)
    {
        await world.Hub.ApplyAsync(Objects.ConfigMap("x", "2"));
        for (var turn = 0; turn < 25; turn++)
        {
            world.Hub.Time.Advance(TimeSpan.FromSeconds(1));
            await world.StepAsync();
            if (world.World.Buckets.Dead)
            {
                throw new ProcessDiedException();
            }

            var waves = world.Progress is { Number: 2 } progress ? progress.Waves : [];
            for (var index = 0; index < waves.Count; index++)
            {
                if (waves[index].OpenedAt is { } at)
                {
                    Assert.Equal(at, opened.TryGetValue(index, out var known) ? known : opened[index] = at);
                    Assert.True(index == 0 || waves[index - 1].Phase is WavePhase.Passed or WavePhase.RolledBack);
                }
            }

            if (joins && turn == 3 && world.Hub.Inventory.Edge("g") is null)
            {
                await world.Hub.JoinAsync("g");
            }

            await world.FollowAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_could_not_be_written_at_the_end_is_owed_and_begins_no_rollout(bool restart)
    {
        // An edge out of reach takes no place where places are few: it is let go when its wave passed.
        using var world = await RolloutWorld.StartAsync(new FakeRollout(FakeWave.Of("canary", "a"), FakeWave.Rest with { Concurrency = 1 }));
        world.Silent.Add("f");
        world.Edges.Lose("f");
        await world.EditAsync("2");
        for (var turn = 0; await world.HaveAsync() != "a2 b2 c2 d2 e2 f1"; turn++)
        {
            Assert.True(turn < 30);
            await world.FollowAsync();
            await world.StepAsync();
        }

        // The last one that can says that it is well.
        world.World.Buckets.Of(Buckets.Desired).Fault = () => new BucketUnavailableException("away");
        await world.FollowAsync();
        await world.StepAsync();
        Assert.Equal((RolloutPhase.Complete, "a2 b2 c2 d2 e2 f1"), (world.Progress!.Phase, await world.HaveAsync()));
        world.World.Buckets.Of(Buckets.Desired).Fault = null;
        if (restart)
        {
            await world.RestartAsync();
        }

        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((RolloutPhase.Complete, 2L, "a2 b2 c2 d2 e2 f2"), (world.Progress!.Phase, world.Progress.Number, await world.HaveAsync()));
    }

    [Fact]
    public async Task A_hub_that_just_started_passes_no_wave_without_edges_that_it_did_not_hear_yet()
    {
        using var world = await HalfAsync();
        await world.FollowAsync("a");
        await world.FollowAsync("b");
        await world.StepAsync();
        await world.StepAsync();
        Assert.Equal("passed open waiting", world.Waves);

        // It is heard, and its wave goes on by itself.
        world.Silent.Clear();
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
    }

    [Fact]
    public async Task An_edge_that_stays_silent_after_a_restart_is_out_of_reach_after_the_usual_time()
    {
        using var world = await HalfAsync(TimeSpan.FromMinutes(1));
        await world.PassAsync(TimeSpan.FromMinutes(5));

        // It is late for nothing: nobody knows whether it could say anything.
        Assert.Equal(("passed open waiting", RolloutPhase.Progressing), (world.Waves, world.Progress!.Phase));
        world.Edges.Settle(["c"]);
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
    }

    [Fact]
    public async Task A_wave_that_soaks_goes_on_soaking_over_a_restart()
    {
        using var world = await RolloutWorld.StartAsync(new FakeRollout(FakeWave.Of("canary", "a") with { Soak = TimeSpan.FromMinutes(10) }, FakeWave.Rest));
        await world.PassAsync(TimeSpan.FromMinutes(11));
        await world.EditAsync("2");
        await world.RunAsync();
        await world.PassAsync(TimeSpan.FromMinutes(9));
        Assert.Equal("soaking waiting", world.Waves);
        world.Edges.Settling = true;
        await world.RestartAsync();
        await world.StepAsync();
        Assert.Equal("soaking waiting", world.Waves);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync());
    }

    [Fact]
    public async Task A_person_is_heard_when_the_hub_was_just_started()
    {
        using var world = await HalfAsync();
        await world.OrderAsync(RolloutActions.Abort);
        await world.RunAsync();
        Assert.Equal(("a1 b1 c1 d1 e1 f1", RolloutPhase.RolledBack), (await world.HaveAsync(), world.Progress!.Phase));
    }

    /// <summary>A hub that was restarted when its second wave had been let go, and one edge of it had said nothing yet.</summary>
    private static async Task<RolloutWorld> HalfAsync(TimeSpan? deadline = null)
    {
        var world = await RolloutWorld.StartAsync(new FakeRollout([.. RolloutWorld.Three.Waves.Select(wave => wave with { Deadline = deadline })]));
        world.Silent.Add("c");
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal("a2 b2 c2 d1 e1 f1", await world.HaveAsync());
        world.Edges.Settling = true;
        await world.RestartAsync();
        return world;
    }
}
