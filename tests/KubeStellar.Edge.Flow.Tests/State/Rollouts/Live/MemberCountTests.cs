using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Live;

/// <summary>How members are kept true.</summary>
public sealed class MemberCountTests : IMemberNews
{
    private static readonly PolicyKey Key = new("default", "web");
    private readonly ManifestRef _old = Manifest("old");
    private readonly ManifestRef _new = Manifest("new");
    private readonly FleetSlots _fleet = new();
    private readonly LiveRollout _live = new(new PolicyPlan(Key)) { Number = 7, Rule = Rule() };

    public MemberCountTests()
    {
        foreach (var id in new[] { "a", "b", "late" })
        {
            _fleet.Set(new EdgeRecord { Id = id, Identity = new EdgeIdentity("U", "", "", default) });
        }

        _live.Plan.Grow(3);
        _live.Grow(3);
        foreach (var (slot, id) in new[] { (0, "a"), (1, "b"), (2, "late") })
        {
            _live.Take(slot, id);
        }

        foreach (var slot in new[] { 0, 1 })
        {
            (_live.Planned[slot], _live.From[slot], _live.Members[slot].Wave) = (true, _old, 0);
        }

        _live.Plan.Wanted.AsSpan(0, 3).Fill(_new);
        (_live.Plan.InForce[0], _live.Plan.InForce[1]) = (_new, _old);
    }

    public bool Hears => true;

    public bool Settling => false;

    public RootVersion? Root(string edge) => new RootVersion(1, 5);

    public ReportHead? Report(string edge, PolicyKey policy) => null;

    public RegionRollout? Rollout(string edge, PolicyKey policy) => null;

    public PresenceState? Presence(string edge) => new(true, new HeartbeatMessage { Edge = edge }, Now);

    [Fact]
    public void After_a_restart_an_edge_on_its_way_has_its_whole_time()
    {
        _live.Restored = true;
        Count(Progress(WavePhase.Open));
        Assert.Equal((true, Now), (_live.Members[0].Released, _live.Members[0].ReleasedAt));
    }

    private static ManifestRef Manifest(string name) => new(Key, Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)), new ManifestRecord { Policy = Key, Bundle = default, Objects = [] }, null);

    private List<int> Count(RolloutProgress progress) => new MemberCount(this).Count(_live, progress, _fleet, Now);

    [Fact]
    public void An_edge_that_came_on_the_way_goes_back_like_the_others()
    {
        _live.Plan.InForce[2] = _new;
        _live.Members[2].Wave = 0;
        var progress = Progress(WavePhase.Open) with { Phase = RolloutPhase.RollingBack };
        Assert.Empty(Count(progress));
        Assert.Equal((true, false, _old), (_live.Members[2].Changes, _live.Members[2].Released, _live.To[2]));

        var step = RolloutMachine.Step(Rule(), progress, _live.Members, Env());
        Assert.Equal([0, 2], step.Release);
        Assert.All(GoalRule.Of(_live, progress, step, _fleet)!, goal => Assert.Same(_old, goal));
    }

    [Fact]
    public void One_that_no_other_is_like_keeps_what_it_has()
    {
        _live.Plan.Wanted[2] = _live.Plan.InForce[2] = Manifest("another");
        _live.Members[2].Wave = 0;
        Count(Progress(WavePhase.Open) with { Phase = RolloutPhase.RollingBack });
        Assert.False(_live.Members[2].Changes);
    }

    [Fact]
    public void Only_an_edge_whose_root_was_published_is_in_the_midst_of_a_change()
    {
        _live.Plan.InForce[0] = _old;
        Count(Progress(WavePhase.Open));
        _live.Plan.InForce[0] = _new;

        // It is taken back before the hub has counted anew: the first was given the release, the second had never moved.
        Count(Progress(WavePhase.Open) with { Phase = RolloutPhase.RollingBack });
        Assert.Equal((true, false), (_live.Members[0].Busy, _live.Members[1].Busy));

        // It began only now: it is late for nothing, and what it said before that root is no word on it.
        Assert.Equal((Now, new RootVersion(1, 5)), (_live.Members[0].ReleasedAt, _live.Floor[0]));
    }

    [Fact]
    public void After_a_restart_nobody_is_who_never_moved()
    {
        _live.Restored = true;
        _live.Plan.InForce[0] = _old;
        Count(Progress(WavePhase.Open) with { Phase = RolloutPhase.RolledBack });
        Assert.False(_live.Members[0].Busy);
    }

    [Fact]
    public void An_edge_that_is_losing_everything_is_in_the_midst_of_a_change()
    {
        _live.Plan.InForce[0] = _old;
        _live.Plan.Wanted[0] = null;
        Count(Progress(WavePhase.Open));
        _live.Plan.InForce[0] = null;
        Count(Progress(WavePhase.Open));
        Count(Progress(WavePhase.Open) with { Phase = RolloutPhase.RollingBack });
        Assert.Equal((true, false, Now), (_live.Members[0].Busy, _live.Members[0].Released, _live.Members[0].ReleasedAt));
    }

    [Fact]
    public void One_that_moved_before_a_restart_is_in_the_midst_of_it_when_it_is_taken_back()
    {
        _live.Restored = true;
        Count(Progress(WavePhase.Open));
        Count(Progress(WavePhase.Open) with { Phase = RolloutPhase.RollingBack });
        Assert.Equal((true, false), (_live.Members[0].Busy, _live.Members[1].Busy));
    }
}
