using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Tiers;

/// <summary>What of a region's telling counts at its parent.</summary>
public sealed class RegionSharesTests
{
    private static readonly RolloutGrant First = new() { Rules = 1 };
    private static readonly WaveTotals Five = new() { All = 5, Members = 5, Released = 4, Applied = 3, Ready = 3, Pending = 1 };
    private readonly TierWorld _world = new(Wave() with { Deadline = TimeSpan.FromHours(1) }, Wave());
    private readonly RolloutProgress _open = Progress(WavePhase.Open, WavePhase.Waiting);

    [Fact]
    public void A_region_that_told_nothing_is_pending() => Check(new WaveTotals { All = 1, Members = 1, Pending = 1 });

    [Fact]
    public void What_it_says_of_another_manifest_counts_as_a_number_of_edges_only()
    {
        Tell(_world.Old, null, RolloutPhase.Complete, "", Five with { Ready = 5, Pending = 0 });
        Check(new WaveTotals { All = 5, Members = 5, Pending = 5 });
    }

    [Fact]
    public void What_it_said_under_a_smaller_grant_does_not_count_as_done()
    {
        Tell(_world.New, RolloutGrant.None, RolloutPhase.Waiting, "", Five with { Ready = 5, Pending = 0 });
        Check(new WaveTotals { All = 5, Members = 5, Pending = 5 });
    }

    [Fact]
    public void What_it_said_on_the_way_back_does_not_count()
    {
        Tell(_world.New, new RolloutGrant { Back = true }, RolloutPhase.Complete, "", Five with { Ready = 5, Pending = 0 });
        Check(new WaveTotals { All = 5, Members = 5, Pending = 5 });
    }

    [Fact]
    public void What_it_counts_of_the_release_counts()
    {
        Tell(_world.New, First, RolloutPhase.Progressing, "", Five);
        Check(Five);
        Assert.Equal(0, _world.Shares(_open)[1].All);
    }

    [Fact]
    public void Edges_of_a_wave_that_it_has_none_in_count_nothing_once_it_said_so()
    {
        Tell(_world.New, First, RolloutPhase.Waiting, "");
        Check(new WaveTotals());
    }

    [Fact]
    public void Out_of_reach_it_counts_with_the_edges_that_it_last_told_of()
    {
        Tell(_world.New, First, RolloutPhase.Progressing, "", Five);
        _world.Live.Members[1].Reachable = false;
        Check(new WaveTotals { All = 5, Members = 0, Unreachable = 5 });
        _world.Live.Rule = _world.Live.Rule! with { WaitsForUnreachable = true };
        Check(new WaveTotals { All = 5, Members = 5, Unreachable = 5 });
    }

    [Fact]
    public void What_its_people_stop_is_held()
    {
        Tell(_world.New, First, RolloutPhase.Paused, "Paused", Five);
        Check(Five with { Members = 4, Held = 1, Pending = 0 });
        Tell(_world.New, First, RolloutPhase.Waiting, RolloutReasons.Frozen, Five);
        Check(Five with { Members = 4, Held = 1, Pending = 0 });
    }

    [Fact]
    public void What_cannot_go_on_there_has_failed()
    {
        Tell(_world.New, First, RolloutPhase.Held, "WaveFailed", Five);
        Check(Five with { Failed = 1, Pending = 0 });
        Tell(_world.New, First, RolloutPhase.RolledBack, "Aborted", Five);
        Check(new WaveTotals { All = 5, Members = 5, Released = 4, Failed = 5 });
        Tell(_world.New, First, RolloutPhase.Held, "Threw");
        Check(new WaveTotals { All = 1, Members = 1, Failed = 1 });
        Assert.Equal(["eu Threw: why"], RegionShares.Troubles(_world.Live, _world.Fleet));
    }

    [Fact]
    public void What_a_strategy_stopped_there_goes_on_waiting()
    {
        var world = new TierWorld(Wave() with { Strategy = new StrategyOptions { Kind = StrategyKind.All } });
        world.Tell(world.New, First, RolloutPhase.Held, "WaveFailed", new RegionWave(0, Five));
        Assert.Equal(Five, Assert.Single(world.Shares(Progress(WavePhase.Open))));
    }

    [Fact]
    public void Silence_beyond_the_deadline_is_a_failure()
    {
        var late = _open.With(wave => wave with { OpenedAt = Now.AddHours(-2) });
        Assert.Equal(1, _world.Shares(late)[0].Failed);
        _world.Live.Members[1].Unheard = true;
        Assert.Equal(1, _world.Shares(late)[0].Pending);
    }

    private void Tell(KubeStellar.Edge.Flow.State.Plan.ManifestRef manifest, RolloutGrant? grant, RolloutPhase phase, string reason, params WaveTotals[] totals) =>
        _world.Tell(manifest, grant, phase, reason, [.. totals.Select((one, at) => new RegionWave(at, one))]);

    private void Check(WaveTotals expected) => Assert.Equal(expected, _world.Shares(_open)[0]);
}
