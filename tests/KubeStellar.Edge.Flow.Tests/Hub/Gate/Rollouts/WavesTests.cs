using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>A change goes out wave by wave, by what edges say of exactly that change.</summary>
public sealed class WavesTests
{
    [Fact]
    public async Task The_first_release_goes_in_waves_too()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        Assert.Equal((RolloutPhase.Complete, 1L, "passed passed passed"), (world.Progress!.Phase, world.Progress.Number, world.Waves));
        Assert.Equal("a1 b1 c1 d1 e1 f1", await world.HaveAsync());
        Assert.Equal(
            ["rollout.began", "wave.opened", "wave.passed", "wave.opened", "wave.passed", "wave.opened", "wave.passed", "rollout.complete"],
            world.Events().Select(told => told.Kind).Where(kind => kind.StartsWith("wave", StringComparison.Ordinal) || kind.StartsWith("rollout", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_edit_reaches_the_open_wave_only()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        world.World.Buckets.Clear();
        await world.EditAsync("2");
        Assert.Equal(["a"], world.World.Buckets.Of(Buckets.Desired).Writes);
        Assert.Equal(("a2 b1 c1 d1 e1 f1", "open waiting waiting"), (await world.HaveAsync(), world.Waves));

        await world.StepAsync();
        Assert.Equal("open waiting waiting", world.Waves);
        await world.FollowAsync("a");
        await world.StepAsync();
        Assert.Equal(("a2 b2 c2 d1 e1 f1", "passed open waiting"), (await world.HaveAsync(), world.Waves));

        // Half of the second wave is not enough.
        await world.StepAsync();
        await world.FollowAsync("b");
        await world.StepAsync();
        Assert.Equal("passed open waiting", world.Waves);
        await world.FollowAsync("c");
        await world.StepAsync();
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync());
        await world.RunAsync();
        Assert.Equal(RolloutPhase.Complete, world.Progress!.Phase);
        Assert.Equal(["a", "b", "c", "d", "e", "f"], world.World.Buckets.Of(Buckets.Desired).Writes.Order());
    }

    [Fact]
    public async Task A_stale_report_never_opens_a_wave()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        var hub = world.Hub;
        var before = hub.Desired.Root("a")!.Root;
        await world.EditAsync("2");
        var root = hub.Desired.Root("a")!.Root;
        var (old, now) = (Entry(before), Entry(root));
        var (oldManifest, manifest) = ((await hub.Desired.ManifestAsync(old, default))!, (await hub.Desired.ManifestAsync(now, default))!);

        // The old manifest by the new root, the new one by the old root, and health seen before it was applied.
        world.Edges.Say("a", RolloutWorld.Stores, oldManifest, old, root.Version);
        await world.StepAsync();
        await world.StepAsync();
        Assert.Equal("open waiting waiting", world.Waves);
        world.Edges.Say("a", RolloutWorld.Stores, manifest, now, before.Version);
        await world.StepAsync();
        await world.StepAsync();
        Assert.Equal("open waiting waiting", world.Waves);
        world.Edges.Say("a", RolloutWorld.Stores, oldManifest, now, root.Version);
        await world.StepAsync();
        await world.StepAsync();
        Assert.Equal("open waiting waiting", world.Waves);

        world.Edges.Say("a", RolloutWorld.Stores, manifest, now, root.Version);
        await world.StepAsync();
        Assert.Equal("passed open waiting", world.Waves);

        static Digest Entry(RootRecord root) => root.Policies.Single().Manifest;
    }

    [Fact]
    public async Task A_wave_must_stay_good()
    {
        using var world = await RolloutWorld.StartAsync(new FakeRollout(FakeWave.Of("canary", "a") with { Soak = TimeSpan.FromMinutes(10) }, FakeWave.Rest));
        await world.PassAsync(TimeSpan.FromMinutes(11));
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal(("soaking waiting", "Soaking"), (world.Waves, world.Progress!.Reason));
        await world.PassAsync(TimeSpan.FromMinutes(9));
        Assert.Equal("soaking waiting", world.Waves);

        // It breaks in the last minute: the time begins anew when it is well again.
        world.Sick.Add("a");
        await world.RunAsync();
        Assert.Equal(("open waiting", RolloutPhase.Held), (world.Waves, world.Progress!.Phase));
        await world.PassAsync(TimeSpan.FromMinutes(5));
        world.Sick.Clear();
        await world.RunAsync();
        Assert.Equal("soaking waiting", world.Waves);
        await world.PassAsync(TimeSpan.FromMinutes(9));
        Assert.Equal("a2 b1 c1 d1 e1 f1", await world.HaveAsync());
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync());
    }

    [Fact]
    public async Task Edges_that_say_nothing_at_all_run_into_the_deadline()
    {
        using var world = await RolloutWorld.StartAsync(new FakeRollout(FakeWave.Of("canary", "a") with { Deadline = TimeSpan.FromMinutes(5) }, FakeWave.Rest));
        await world.EditAsync("2");
        await world.StepAsync();
        world.Hub.Time.Advance(TimeSpan.FromMinutes(6));
        await world.StepAsync();
        Assert.Equal((RolloutPhase.Held, "WaveFailed"), (world.Progress!.Phase, world.Progress.Reason));
    }

    [Fact]
    public async Task So_many_edges_are_on_their_way_at_once()
    {
        using var world = await RolloutWorld.StartAsync(new FakeRollout(FakeWave.Rest with { Concurrency = 2 }));
        world.World.Buckets.Clear();
        await world.EditAsync("2");
        Assert.Equal(2, world.World.Buckets.WritesTo(Buckets.Desired));
        await world.StepAsync();
        await world.StepAsync();
        Assert.Equal(2, world.World.Buckets.WritesTo(Buckets.Desired));
        await world.FollowAsync(world.World.Buckets.Of(Buckets.Desired).Writes[0]);
        await world.StepAsync();
        Assert.Equal(3, world.World.Buckets.WritesTo(Buckets.Desired));
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
    }

    [Fact]
    public async Task A_joiner_gets_what_its_wave_has_reached()
    {
        using var world = await RolloutWorld.StartAsync(new FakeRollout(FakeWave.Of("canary", "a", "a2"), FakeWave.Of("half", "b", "c"), FakeWave.Rest));
        await world.EditAsync("2");
        await world.FollowAsync("a");
        await world.StepAsync();
        Assert.Equal("passed open waiting", world.Waves);

        await world.Hub.JoinAsync("a2");
        await world.Hub.JoinAsync("g");
        await world.StepAsync();
        Assert.Equal("a2 a22 b2 c2 d1 e1 f1 g1", await world.HaveAsync());
        await world.RunAsync();
        Assert.Equal(("a2 a22 b2 c2 d2 e2 f2 g2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));

        // At rest a new edge gets what is proven at once, and nothing else moves.
        world.World.Buckets.Clear();
        await world.Hub.JoinAsync("h");
        await world.StepAsync();
        Assert.Equal("a2 a22 b2 c2 d2 e2 f2 g2 h2", await world.HaveAsync());
        await world.RunAsync();
        Assert.Equal((2L, 1), (world.Progress.Number, world.World.Buckets.WritesTo(Buckets.Desired)));
    }

    [Fact]
    public async Task A_joiner_that_comes_twice_between_two_steps_is_no_heir()
    {
        // It gets the slot of an edge that had the release already.
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three with { OnFailure = FailureAction.Rollback });
        await world.EditAsync("2");
        await world.StepAsync();
        await world.Hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "a", Remove = true }, default);
        await world.Hub.JoinAsync("z");
        await world.StepAsync();
        Assert.Equal("b2 c2 d1 e1 f1 z1", await world.HaveAsync());
        await world.RunAsync();
        Assert.Equal("b2 c2 d2 e2 f2 z2", await world.HaveAsync());
    }

    [Fact]
    public async Task A_leaver_ends_nothing()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        await world.EditAsync("2");
        await world.FollowAsync("a");
        await world.StepAsync();
        await world.FollowAsync("b");
        await world.StepAsync();
        await world.Hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "c", Remove = true }, default);
        await world.StepAsync();
        Assert.Equal("a2 b2 d2 e2 f2", await world.HaveAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wave_that_everybody_left_proves_nothing_and_holds_nobody_up(bool gated)
    {
        using var world = await RolloutWorld.StartAsync(gated ? RolloutWorld.Gated : RolloutWorld.Three);
        await world.EditAsync("2");
        await world.StepAsync();
        await world.Hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "a", Remove = true }, default);
        await world.RunAsync();
        Assert.Equal(("b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
    }

    [Fact]
    public async Task An_edge_out_of_reach_catches_up_after_its_wave()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        world.Silent.Add("b");
        world.Edges.Lose("b");
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
        Assert.Equal((1, 1, 0), (world.Progress.Waves[1].Totals.Unreachable, world.Progress.Waves[1].Totals.Ready, world.Progress.Waves[1].Totals.Failed));
    }

    [Fact]
    public async Task A_wave_that_is_out_of_reach_proves_nothing()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
        world.Silent.UnionWith(["b", "c"]);
        world.Edges.Lose("b");
        world.Edges.Lose("c");
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Waiting, "NobodyInReach"), (world.Progress!.Phase, world.Progress.Reason));
        world.Silent.Clear();
        await world.RunAsync();
        Assert.Equal(RolloutPhase.Complete, world.Progress!.Phase);
    }

    [Fact]
    public async Task Messages_of_a_rollout_are_roots_and_few_others()
    {
        var edges = Enumerable.Range(0, 60).Select(i => $"e{i:00}").ToArray();
        var waves = Enumerable.Range(0, 10).Select(i => FakeWave.Of($"w{i}", edges[(i * 6)..((i + 1) * 6)]) with { Gates = true });
        using var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = new FakeRollout([.. waves, FakeWave.Rest]) }, edges);
        world.World.Buckets.Clear();
        _ = world.Events();
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal(RolloutPhase.Complete, world.Progress!.Phase);
        Assert.Equal(60, world.World.Buckets.WritesTo(Buckets.Desired));
        Assert.Equal(3, world.World.Buckets.WritesTo(Buckets.Content));
        Assert.InRange(world.World.Buckets.WritesTo(Buckets.Rollouts, Buckets.Policies), 1, 60);
        Assert.InRange(world.Events().Count, 1, 45);
    }
}
