using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine;

/// <summary>How a region rolls out its share.</summary>
public sealed class ShareTurnTests
{
    private static readonly RolloutRule Rules = Rule(Gated() with { Soak = TimeSpan.FromHours(1), Approve = new ApprovalRule(2, []) }, Gated() with { Approve = new ApprovalRule(2, []) });

    [Fact]
    public void No_wave_opens_before_it_is_granted()
    {
        var step = Step(RolloutGrant.None, Progress(WavePhase.Waiting, WavePhase.Waiting), [.. Edges("pp"), .. Edges("p", 1)]);
        Assert.Equal((RolloutPhase.Waiting, RolloutReasons.AwaitsParent, 0), (step.Progress.Phase, step.Progress.Reason, step.Release.Count));
        Assert.Contains("kse rollout", step.Progress.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_granted_opens_without_approval_and_asks_no_gate()
    {
        var step = Step(new RolloutGrant { Rules = 1 }, Progress(WavePhase.Waiting, WavePhase.Waiting), [.. Edges("pp"), .. Edges("p", 1)]);
        Assert.Equal((WavePhase.Open, WavePhase.Waiting), (step.Progress.Waves[0].Phase, step.Progress.Waves[1].Phase));
        Assert.Equal([0, 1], step.Release);
        Assert.Null(step.Ask);
    }

    [Fact]
    public void A_wave_that_is_done_waits_for_the_parent_and_passes_when_that_goes_on()
    {
        var open = Progress(WavePhase.Open, WavePhase.Waiting);
        RolloutMember[] members = [.. Edges("RF"), .. Edges("p", 1)];
        var done = Step(new RolloutGrant { Rules = 1 }, open, members);
        Assert.Equal((RolloutPhase.Waiting, RolloutReasons.AwaitsParent, 0), (done.Progress.Phase, done.Progress.Reason, done.Progress.Wave));
        var on = Step(new RolloutGrant { Rules = 2 }, done.Progress, members);
        Assert.Equal((WavePhase.Passed, WavePhase.Open), (on.Progress.Waves[0].Phase, on.Progress.Waves[1].Phase));
        Assert.Equal([2], on.Release);
        Assert.Equal(RolloutPhase.Complete, Step(GrantRule.Everything, on.Progress, members).Progress.Phase);
    }

    [Fact]
    public void A_wave_of_which_no_edge_is_here_is_not_passed_before_it_is_granted() =>
        Assert.Equal(0, Step(RolloutGrant.None, Progress(WavePhase.Waiting, WavePhase.Waiting), Edges("p", 1)).Progress.Wave);

    [Fact]
    public void A_group_that_fails_keeps_the_next_from_going()
    {
        var groups = Progress(WavePhase.Open, WavePhase.Waiting) is var progress ? progress with { Waves = [.. progress.Waves.Select(wave => wave with { Rule = 0 })] } : progress;
        Assert.Equal(RolloutReasons.Failed, Step(new RolloutGrant { Rules = 1 }, groups, [.. Edges("RF"), .. Edges("p", 1)]).Progress.Reason);
        Assert.Equal([2], Step(new RolloutGrant { Rules = 1 }, groups, [.. Edges("RR"), .. Edges("p", 1)]).Release);
    }

    [Fact]
    public void A_stop_of_the_parent_stops_it_here()
    {
        var step = Step(new RolloutGrant { Rules = 1, Stop = true }, Progress(WavePhase.Open, WavePhase.Waiting), Edges("Rp"));
        Assert.Equal((true, RolloutReasons.ParentStops, 0), (step.Stopped, step.Progress.Reason, step.Release.Count));
    }

    [Fact]
    public void Its_way_back_asks_nobody_and_ends_when_all_are_back()
    {
        var back = new RolloutGrant { Back = true };
        var going = Step(back, Progress(WavePhase.Waiting, WavePhase.Waiting), [.. Edges("pR"), .. Edges("pu", 1)]);
        Assert.Equal((RolloutPhase.Progressing, RolloutReasons.TakenBack, "0,2,3"), (going.Progress.Phase, going.Progress.Reason, string.Join(',', going.Release.Order())));
        Assert.All(going.Progress.Waves, wave => Assert.Equal(WavePhase.Open, wave.Phase));
        var done = Step(back, going.Progress, [.. Edges("RR"), .. Edges("Ru", 1)]);
        Assert.Equal(RolloutPhase.Complete, done.Progress.Phase);
        Assert.Equal(2, done.Progress.Wave);
    }

    [Fact]
    public void What_regions_below_count_keeps_a_wave_from_being_done()
    {
        var env = Env() with { Share = new RolloutGrant { Rules = 1 }, Regions = [new WaveTotals { All = 1, Members = 1, Pending = 1 }, new WaveTotals()] };
        Assert.Equal(RolloutReasons.NotReady, RolloutMachine.Step(Rules, Progress(WavePhase.Open, WavePhase.Waiting), Edges("RR"), env).Progress.Reason);
    }

    [Fact]
    public void At_the_parent_a_wave_passes_only_when_regions_are_through()
    {
        var rule = Rule(Wave());
        RolloutStep At(WaveTotals region) => RolloutMachine.Step(rule, Progress(WavePhase.Open), Edges("R"), Env() with { Regions = [region] });
        Assert.Equal(RolloutPhase.Progressing, At(new WaveTotals { All = 1, Members = 1, Pending = 1 }).Progress.Phase);
        Assert.Equal(RolloutPhase.Held, At(new WaveTotals { All = 3, Members = 3, Released = 3, Ready = 2, Failed = 1 }).Progress.Phase);
        Assert.Equal(RolloutPhase.Complete, At(new WaveTotals { All = 3, Members = 3, Released = 3, Ready = 3 }).Progress.Phase);
    }

    private static RolloutStep Step(RolloutGrant share, RolloutProgress progress, RolloutMember[] members) => RolloutMachine.Step(Rules, progress, members, Env() with { Share = share });
}
