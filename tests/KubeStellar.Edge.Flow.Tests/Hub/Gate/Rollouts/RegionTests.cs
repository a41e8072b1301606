using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>A hub with a region, and a hub that is one: whole hubs, with the other side told by the test.</summary>
public sealed class RegionTests
{
    private static readonly WaveTotals Ready = new() { All = 2, Members = 2, Released = 2, Applied = 2, Ready = 2 };
    private static readonly WaveTotals Pending = new() { All = 2, Members = 2, Pending = 2 };

    [Fact]
    public async Task A_grant_follows_the_waves_and_what_the_region_counts_holds_them()
    {
        using var world = await StartAsync(RolloutWorld.Three);
        Assert.Null(Entry(world).Grant);

        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal(("open waiting waiting", 1), (world.Waves, Entry(world).Grant?.Rules));

        Tell(world, new RegionWave(0, Pending), new RegionWave(2, Pending));
        await world.RunAsync();
        Assert.Equal(("open waiting waiting", 1), (world.Waves, Entry(world).Grant?.Rules));

        // It has no edge in the second wave, and said so: that one passes with the hub's own.
        Tell(world, new RegionWave(0, Ready), new RegionWave(2, Pending));
        await world.RunAsync();
        Assert.Equal(("passed passed open", 3), (world.Waves, Entry(world).Grant?.Rules));

        Tell(world, new RegionWave(0, Ready), new RegionWave(2, Ready));
        await world.RunAsync();
        Assert.Equal(RolloutPhase.Complete, world.Progress!.Phase);
        Assert.Null(Entry(world).Grant);
    }

    [Fact]
    public async Task What_fails_in_a_region_takes_all_of_it_back()
    {
        using var world = await StartAsync(RolloutWorld.Three with { OnFailure = FailureAction.Rollback });
        var proven = Entry(world).Manifest;
        await world.EditAsync("2");
        await world.RunAsync();
        Tell(world, new RegionWave(0, Ready with { Ready = 1, Failed = 1 }));
        await world.RunAsync();
        Assert.Equal(RolloutPhase.RolledBack, world.Progress!.Phase);
        Assert.Equal((proven, new RolloutGrant { Back = true }), (Entry(world).Manifest, Entry(world).Grant));

        // The way back that it has is as good as what was proven: nothing is written to say so.
        await world.EditAsync("1");
        await world.RunAsync();
        Assert.Equal((proven, new RolloutGrant { Back = true }), (Entry(world).Manifest, Entry(world).Grant));
    }

    [Fact]
    public async Task A_hub_that_dies_goes_on_with_what_it_granted()
    {
        using var world = await StartAsync(RolloutWorld.Three);
        await world.EditAsync("2");
        await world.RunAsync();
        await world.RestartAsync();
        world.Edges.Beat("eu", RootVersion.None);
        await world.RunAsync();
        Assert.Equal(("open waiting waiting", 1), (world.Waves, Entry(world).Grant?.Rules));
        Tell(world, new RegionWave(0, Ready), new RegionWave(2, Pending));
        await world.RunAsync();
        Assert.Equal(("passed passed open", 3), (world.Waves, Entry(world).Grant?.Rules));
    }

    [Fact]
    public async Task A_pause_at_the_parent_stops_the_region_until_it_ends()
    {
        using var world = await StartAsync(RolloutWorld.Three);
        await world.EditAsync("2");
        await world.RunAsync();
        await world.OrderAsync("pause");
        await world.RunAsync();
        Assert.Equal(new RolloutGrant { Rules = 1, Stop = true }, Entry(world).Grant);
        await world.OrderAsync("resume");
        await world.RunAsync();
        Assert.Equal(new RolloutGrant { Rules = 1 }, Entry(world).Grant);
    }

    [Fact]
    public async Task A_region_opens_what_it_is_granted_and_tells_of_exactly_that()
    {
        using var world = await RolloutWorld.StartAsync(RolloutWorld.Gated);
        var asked = world.Hub.Runtime.GateCalls;
        var (first, second) = (Digest.Of("first"u8), Digest.Of("second"u8));
        var told = world.Hub.Service<IRegionRollouts>();
        Grant(world, first, null);
        await world.RunAsync();
        Grant(world, second, new RolloutGrant { Rules = 1 });
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal("a2 b1 c1 d1 e1 f1", await world.HaveAsync());
        Assert.Null(told.Of(RolloutWorld.Stores, first));
        Assert.Equal((1, 1), Count(told.Of(RolloutWorld.Stores, second)!, 0));

        Grant(world, second, new RolloutGrant { Rules = 3 });
        await world.RunAsync();
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync());
        Assert.Equal((3, 3), Count(told.Of(RolloutWorld.Stores, second)!, 2));
        Assert.Equal("", told.Of(RolloutWorld.Stores, second)!.Reason);

        Grant(world, first, new RolloutGrant { Back = true });
        await world.EditAsync("1");
        await world.RunAsync();
        Assert.Equal("a1 b1 c1 d1 e1 f1", await world.HaveAsync());
        Assert.Equal(RolloutPhase.Complete, world.Progress!.Phase);
        Assert.Equal(asked, world.Hub.Runtime.GateCalls);
    }

    [Fact]
    public async Task A_region_that_is_one_member_gets_all_of_it_with_its_wave_and_counts_with_its_edges()
    {
        using var world = await StartAsync(new FakeRollout(FakeWave.Of("canary", "a"), FakeWave.Of("eu", "eu"), FakeWave.Rest) { Regions = RegionMode.Whole });
        var proven = Entry(world).Manifest;
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal("passed open waiting", world.Waves);
        Assert.NotEqual(proven, Entry(world).Manifest);
        Assert.Null(Entry(world).Grant);

        Tell(world, new RegionWave(0, Ready), new RegionWave(1, Pending));
        await world.RunAsync();
        Assert.Equal("passed open waiting", world.Waves);

        Tell(world, RolloutPhase.Complete, new RegionWave(0, Ready), new RegionWave(1, Ready));
        await world.RunAsync();
        Assert.Equal(RolloutPhase.Complete, world.Progress!.Phase);
        Assert.Equal((4, 4), (world.Progress.Waves[1].Totals.Ready, world.Progress.Waves[1].Totals.All));
    }

    [Fact]
    public async Task A_region_that_is_one_member_and_took_it_back_has_failed()
    {
        using var world = await StartAsync(new FakeRollout(FakeWave.Of("eu", "eu"), FakeWave.Rest) { Regions = RegionMode.Whole });
        await world.EditAsync("2");
        await world.RunAsync();
        Tell(world, RolloutPhase.RolledBack, new RegionWave(0, Ready));
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Held, "a1 b1 c1 d1 e1 eu2 f1"), (world.Progress!.Phase, await world.HaveAsync()));
    }

    private static (int Ready, int All) Count(RegionRollout told, int rule) =>
        told.Waves.Where(wave => wave.Rule == rule).Select(wave => (wave.Totals.Ready, wave.Totals.All)).SingleOrDefault();

    private static void Grant(RolloutWorld world, Digest manifest, RolloutGrant? grant) => world.Hub.Service<HubChanges>().Grant(RolloutWorld.Stores, new ParentGrant(manifest, grant));

    /// <summary>Edges a to f, and the region eu, which has the release as a whole.</summary>
    private static async Task<RolloutWorld> StartAsync(FakeRollout rollout)
    {
        var world = await RolloutWorld.StartAsync(rollout);
        world.Silent.Add("eu");
        var record = new EdgeRecord { Id = "eu", Identity = new EdgeIdentity("Ueu", "x", "token", DateTimeOffset.UnixEpoch), Region = new RegionRecord("K", new RegionRights()) };
        Assert.Null(await world.Hub.Commands.AdmitAsync(record, default));
        world.Edges.Beat("eu", RootVersion.None);
        await world.RunAsync();
        return world;
    }

    private static RootEntry Entry(RolloutWorld world) => Assert.Single(world.Hub.Desired.Root("eu")!.Root.Policies);

    private static void Tell(RolloutWorld world, params RegionWave[] waves) => Tell(world, RolloutPhase.Progressing, waves);

    private static void Tell(RolloutWorld world, RolloutPhase phase, params RegionWave[] waves) => world.Edges.Tell("eu", RolloutWorld.Stores, new RegionRollout
    {
        Manifest = Entry(world).Manifest,
        Grant = Entry(world).Grant,
        Phase = phase,
        Waves = waves,
    });
}
