using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Tiers;

/// <summary>What a region is to have while waves go through the fleet.</summary>
public sealed class RegionGoalTests
{
    private readonly TierWorld _world = new(Wave(), Wave(), Wave());

    [Fact]
    public void Before_the_first_wave_it_keeps_what_is_proven() =>
        Assert.Same(_world.Old, _world.Goal(Progress(WavePhase.Waiting, WavePhase.Waiting, WavePhase.Waiting)));

    [Fact]
    public void A_grant_follows_the_wave_that_is_open()
    {
        Assert.Same(_world.New.Granted(new RolloutGrant { Rules = 1 }), _world.Goal(Progress(WavePhase.Open, WavePhase.Waiting, WavePhase.Waiting)));
        Assert.Same(_world.New.Granted(new RolloutGrant { Rules = 1 }), _world.Goal(Progress(WavePhase.Passed, WavePhase.Waiting, WavePhase.Waiting)));
        Assert.Same(_world.New.Granted(new RolloutGrant { Rules = 3 }), _world.Goal(Progress(WavePhase.Passed, WavePhase.Passed, WavePhase.Soaking)));
    }

    [Fact]
    public void A_declared_wave_counts_as_open_with_its_last_group()
    {
        var groups = Progress(WavePhase.Open, WavePhase.Waiting) is var progress ? progress with { Waves = [.. progress.Waves.Select(wave => wave with { Rule = 0 })] } : progress;
        Assert.Equal(0, RegionGoal.Opened(groups, null));
        Assert.Equal(1, RegionGoal.Opened(groups with { Waves = [groups.Waves[0] with { Phase = WavePhase.Passed }, groups.Waves[1] with { OpenedAt = Now }] }, null));
    }

    [Fact]
    public void It_hands_on_no_more_than_it_was_granted()
    {
        _world.Live.Share = new RolloutGrant { Rules = 1 };
        Assert.Same(_world.New.Granted(new RolloutGrant { Rules = 1 }), _world.Goal(Progress(WavePhase.Passed, WavePhase.Open, WavePhase.Waiting)));
    }

    [Fact]
    public void A_stop_reaches_it_and_its_end_too()
    {
        var progress = Progress(WavePhase.Open, WavePhase.Waiting, WavePhase.Waiting);
        _world.Has = _world.New.Granted(new RolloutGrant { Rules = 1 });
        Assert.Same(_world.New.Granted(new RolloutGrant { Rules = 1, Stop = true }), _world.Goal(progress, stopped: true));
        Assert.Same(_world.New.Granted(new RolloutGrant { Rules = 1, Stop = true }), _world.Goal(progress with { Phase = RolloutPhase.Held }));
        Assert.Same(_world.New.Granted(new RolloutGrant { Rules = 1, Stop = true }), _world.Goal(progress with { Phase = RolloutPhase.Aborted }));
        _world.Has = _world.New.Granted(new RolloutGrant { Rules = 1, Stop = true });
        Assert.Same(_world.New.Granted(new RolloutGrant { Rules = 1 }), _world.Goal(progress));
    }

    [Fact]
    public void On_the_way_back_it_gets_what_was_proven_and_keeps_it_without_another_root()
    {
        var back = Progress(WavePhase.Open, WavePhase.Waiting, WavePhase.Waiting) with { Phase = RolloutPhase.RollingBack };
        _world.Has = _world.New.Granted(new RolloutGrant { Rules = 1 });
        var goal = _world.Goal(back);
        Assert.Same(_world.Old.Granted(new RolloutGrant { Back = true }), goal);
        _world.Has = goal;
        Assert.Same(goal, _world.Goal(back with { Phase = RolloutPhase.RolledBack }));
        _world.Live.Plan.Wanted[1] = _world.Old;
        Assert.Same(goal, _world.Live.Plan.Want(1));
    }

    [Fact]
    public void What_never_got_the_release_has_no_way_back() =>
        Assert.Same(_world.Old, _world.Goal(Progress(WavePhase.Open, WavePhase.Waiting, WavePhase.Waiting) with { Phase = RolloutPhase.RollingBack }));

    [Fact]
    public void It_loses_all_of_a_policy_with_the_last_wave_only()
    {
        _world.Live.Plan.Wanted[1] = null;
        Assert.Same(_world.Old, _world.Goal(Progress(WavePhase.Passed, WavePhase.Open, WavePhase.Waiting)));
        Assert.Null(_world.Goal(Progress(WavePhase.Passed, WavePhase.Passed, WavePhase.Open)));
    }

    [Fact]
    public void A_region_that_came_later_counts_no_edges()
    {
        var world = new TierWorld(Wave() with { Count = 5 }, Wave());
        world.Live.Counts = new Dictionary<string, SortedDictionary<string, int>> { [CountShares.Own] = new() { ["0"] = 5 } };
        Assert.Equal(0, world.Goal(Progress(WavePhase.Open, WavePhase.Waiting))!.Entry.Grant!.Counts!["0"]);
    }
}
