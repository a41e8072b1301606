using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Live;

/// <summary>Which waiting edges of a wave start: places that are taken, and by whom.</summary>
public sealed class WaveReleaseTests
{
    private static readonly WaveRule OneByOne = Wave() with { Concurrency = IntOrPercent.Count(1) };

    /// <summary>Edges of a wave in which one may be on its way, and how many start.</summary>
    [Theory]
    [InlineData("pp", 1)]
    [InlineData("op", 0)]
    [InlineData("Ap", 0)]
    [InlineData("Rp", 1)]
    [InlineData("Fp", 1)]
    [InlineData("Up", 1)]
    [InlineData("hp", 1)]
    [InlineData("uu", 0)]
    public void Places(string edges, int starts) => Assert.Equal(starts, Choose(OneByOne, Edges(edges)).Slots.Count);

    [Fact]
    public void An_edge_that_is_late_takes_no_place()
    {
        var rule = OneByOne with { Deadline = TimeSpan.FromMinutes(10) };
        Assert.Empty(Choose(rule, Edges("op", releasedAt: Now.AddMinutes(-10).AddTicks(1))).Slots);
        Assert.Equal([1], Choose(rule, Edges("op", releasedAt: Now.AddMinutes(-10))).Slots);
    }

    [Fact]
    public void Edges_of_a_budget_that_go_back_in_one_turn_count_together()
    {
        var rule = Rule(Wave() with { Budgets = [new BudgetRule("region", 2)] }, Wave() with { Budgets = [new BudgetRule("region", 2)] });
        RolloutMember[] members = [.. Edges("ppp"), .. Edges("ppp", 1)];
        var progress = Progress(WavePhase.Open, WavePhase.Open) with { Phase = RolloutPhase.RollingBack };
        Assert.Equal(2, RolloutMachine.Step(rule, progress, members, Env() with { Releases = Release(members) }).Release.Count);
    }

    /// <summary>Waves of three edges each that go back together, by their budgets (0: none), and how many of each start.</summary>
    [Theory]
    [InlineData(0, 1, 3, 0)]
    [InlineData(1, 0, 0, 3)]
    [InlineData(2, 1, 2, 0)]
    [InlineData(1, 2, 0, 2)]
    [InlineData(2, 2, 0, 2)]
    [InlineData(0, 0, 3, 3)]
    [InlineData(0, 4, 3, 1)]
    public void On_the_way_back_edges_of_larger_budgets_count_against_smaller_ones(int first, int second, int starts, int others)
    {
        static WaveRule With(int budget) => Wave() with { Budgets = budget == 0 ? [] : [new BudgetRule("region", budget)] };
        RolloutMember[] members = [.. Edges("ppp"), .. Edges("ppp", 1)];
        var progress = Progress(WavePhase.Open, WavePhase.Open) with { Phase = RolloutPhase.RollingBack };
        var release = RolloutMachine.Step(Rule(With(first), With(second)), progress, members, Env() with { Releases = Release(members) }).Release;
        Assert.Equal((starts, others), (release.Count(slot => slot < 3), release.Count(slot => slot >= 3)));
    }

    [Fact]
    public void Edges_of_a_strategy_go_back_at_its_pace()
    {
        var rule = Rule(Wave() with { Strategy = new StrategyOptions { Kind = StrategyKind.Progressive, MaxConcurrency = IntOrPercent.Count(2) } });
        var members = Edges("pppppp");
        var progress = Progress(WavePhase.Open) with { Phase = RolloutPhase.RollingBack };
        Assert.Equal(2, RolloutMachine.Step(rule, progress, members, Env() with { Releases = Release(members) }).Release.Count);
    }

    [Fact]
    public void An_edge_in_the_midst_of_another_change_starts_first_and_keeps_its_place()
    {
        var members = Edges("pppp");
        members[3].Busy = true;
        Assert.Equal([3], Choose(OneByOne, members).Slots);

        // With two places there is one more; with a budget for their region none.
        Assert.Equal(2, Choose(Wave() with { Concurrency = IntOrPercent.Count(2) }, members).Slots.Count);
        Assert.Equal([3], Choose(Wave() with { Budgets = [new BudgetRule("region", 1)] }, members).Slots);
    }

    private static ReleaseChoice Choose(WaveRule rule, RolloutMember[] members) => Release(members).Choose(new ReleaseTurn(rule, 0, Now.AddHours(-1), Now) { Rules = [rule] }, members);

    private static WaveRelease Release(RolloutMember[] members, bool fresh = true)
    {
        var (fleet, plan) = (new FleetSlots(), new PolicyPlan(new PolicyKey("default", "web")));
        for (var slot = 0; slot < members.Length; slot++)
        {
            fleet.Set(new EdgeRecord { Id = $"edge-{slot}", Identity = new EdgeIdentity("U", "", "", default), Labels = new() { ["region"] = "eu" } });
        }

        plan.Grow(members.Length);
        return new WaveRelease(new LiveRollout(plan) { Members = members, Rule = Rule() }, fleet, new EdgeCosts(), fresh);
    }

    [Fact]
    public void One_that_is_late_with_it_has_to_wait_for_a_place()
    {
        var members = Edges("pp", releasedAt: Now.AddMinutes(-10));
        members[0].Busy = members[1].Busy = true;
        Assert.Equal(2, Choose(OneByOne with { Deadline = TimeSpan.FromMinutes(11) }, members).Slots.Count);
        Assert.Single(Choose(OneByOne with { Deadline = TimeSpan.FromMinutes(10) }, members).Slots);
    }

    [Fact]
    public void After_a_restart_nobody_starts_before_every_edge_could_be_heard()
    {
        // The first is on its way, and was not heard yet.
        var members = Edges("Up");
        var rule = Release(members, fresh: false);
        ReleaseTurn Turn(TimeSpan after) => new(OneByOne, 0, Now.AddHours(-1), Now + after) { Rules = [OneByOne] };
        Assert.Equal((0, Now + WaveRelease.Listening), rule.Choose(Turn(TimeSpan.Zero), members) is var first ? (first.Slots.Count, first.NextAt) : default);
        Assert.Equal([1], rule.Choose(Turn(WaveRelease.Listening), members).Slots);
    }
}
