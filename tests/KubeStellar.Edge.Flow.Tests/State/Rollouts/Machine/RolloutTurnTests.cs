using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine;

/// <summary>Waves open, are judged and pass.</summary>
public sealed class RolloutTurnTests
{
    private static readonly WindowRule Night = new([], new TimeOnly(22, 0), new TimeOnly(4, 0), "UTC");

    [Fact]
    public void A_wave_opens_and_its_edges_start()
    {
        var step = RolloutMachine.Step(Rule(), Progress(WavePhase.Waiting), Edges("ppp"), Env());
        Assert.Equal((WavePhase.Open, Now, "EdgesNotReady"), (step.Progress.Waves[0].Phase, step.Progress.Waves[0].OpenedAt, step.Progress.Reason));
        Assert.Equal([0, 1, 2], step.Release);
        Assert.Equal(["wave.opened"], step.Events.Select(one => one.Kind));
    }

    [Fact]
    public void Waves_that_change_nothing_pass_at_once_and_the_last_one_ends_it()
    {
        var step = RolloutMachine.Step(Rule(Wave() with { Approve = new ApprovalRule(9, []) }, Wave()), Progress(WavePhase.Waiting, WavePhase.Waiting), Edges("---"), Env());
        Assert.Equal((RolloutPhase.Complete, 2, Now), (step.Progress.Phase, step.Progress.Wave, step.Progress.EndedAt));
        Assert.Equal(["rollout.complete"], step.Events.Select(one => one.Kind));
    }

    [Fact]
    public void A_good_wave_passes_and_the_next_opens_in_the_same_turn()
    {
        RolloutMember[] members = [.. Edges("RR"), .. Edges("p", 1)];
        var step = RolloutMachine.Step(Rule(Wave(), Wave()), Progress(WavePhase.Open, WavePhase.Waiting), members, Env());
        Assert.Equal([WavePhase.Passed, WavePhase.Open], step.Progress.Waves.Select(wave => wave.Phase));
        Assert.Equal((2, 2), (step.Progress.Waves[0].Totals.All, step.Progress.Waves[0].Totals.Ready));
        Assert.Equal([2], step.Release);
    }

    [Fact]
    public void Nothing_new_is_the_same_instance()
    {
        var first = RolloutMachine.Step(Rule(), Progress(WavePhase.Open), Edges("Ro"), Env());
        Assert.Same(first.Progress, RolloutMachine.Step(Rule(), first.Progress, Edges("Ro"), Env()).Progress);
    }

    [Fact]
    public void A_wave_soaks_and_begins_anew_when_it_was_not_good_in_between()
    {
        var rule = Rule(Wave() with { Soak = TimeSpan.FromMinutes(10) });
        var soaking = RolloutMachine.Step(rule, Progress(WavePhase.Open), Edges("RR"), Env());
        Assert.Equal((WavePhase.Soaking, Now, "Soaking", Now.AddMinutes(10)), (soaking.Progress.Waves[0].Phase, soaking.Progress.Waves[0].GoodSince, soaking.Progress.Reason, soaking.WakeAt));

        var broken = RolloutMachine.Step(rule, soaking.Progress, Edges("RA"), Env() with { Now = Now.AddMinutes(9) });
        Assert.Equal((WavePhase.Open, null), (broken.Progress.Waves[0].Phase, broken.Progress.Waves[0].GoodSince));

        var again = RolloutMachine.Step(rule, broken.Progress, Edges("RR"), Env() with { Now = Now.AddMinutes(11) });
        Assert.Equal(Now.AddMinutes(21), again.Progress.Waves[0].SoakUntil);
        Assert.Equal("Soaking", RolloutMachine.Step(rule, again.Progress, Edges("RR"), Env() with { Now = Now.AddMinutes(21).AddTicks(-1) }).Progress.Reason);
        Assert.Equal(RolloutPhase.Complete, RolloutMachine.Step(rule, again.Progress, Edges("RR"), Env() with { Now = Now.AddMinutes(21) }).Progress.Phase);
    }

    [Fact]
    public void An_edge_fails_at_its_deadline_and_not_before()
    {
        var rule = Rule(Wave() with { Deadline = TimeSpan.FromMinutes(10) });
        var before = RolloutMachine.Step(rule, Progress(WavePhase.Open), Edges("Ro", releasedAt: Now.AddMinutes(-10).AddTicks(1)), Env());
        Assert.Equal(("EdgesNotReady", Now.AddTicks(1)), (before.Progress.Reason, before.WakeAt));
        Assert.Equal("WaveFailed", RolloutMachine.Step(rule, Progress(WavePhase.Open), Edges("Ro", releasedAt: Now.AddMinutes(-10)), Env()).Progress.Reason);
    }

    [Fact]
    public void A_wave_passes_only_on_what_the_gate_said_of_the_same_totals()
    {
        var (rule, members) = (Rule(Gated()), Edges("RR"));
        var old = Said(GateDecision.Proceed, Totals(rule, Edges("Ro")));
        var asked = RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env(old));
        Assert.Equal((WavePhase.Open, "GateHolds"), (asked.Progress.Waves[0].Phase, asked.Progress.Reason));
        Assert.Equal(Totals(rule, members), asked.Ask!.Totals);
        Assert.Equal(RolloutPhase.Complete, RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env(Said(GateDecision.Proceed, Totals(rule, members)))).Progress.Phase);
    }

    [Theory]
    [InlineData(8, 1, 0)]
    [InlineData(7, 2, 0)]
    [InlineData(7, 1, 1)]
    public void An_answer_about_something_else_counts_for_nothing(long number, int attempt, int wave)
    {
        var (rule, members) = (Rule(Gated()), Edges("RR"));
        var answer = Said(GateDecision.Proceed, Totals(rule, members));
        var step = RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env(answer with { Question = answer.Question with { Number = number, Attempt = attempt, Wave = wave } }));
        Assert.StartsWith("the gate was not asked yet", step.Progress.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gate_is_asked_at_once_then_every_so_often_and_not_twice_at_a_time()
    {
        var (rule, members) = (Rule(Gated()), Edges("RR"));
        var hold = Said(GateDecision.Hold, Totals(rule, members));
        Assert.NotNull(RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env()).Ask);
        Assert.Null(RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env() with { Asking = true }).Ask);
        var waiting = RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env(hold));
        Assert.Equal((null, Now.AddSeconds(10)), (waiting.Ask, waiting.WakeAt));
        Assert.NotNull(RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env(hold) with { Now = Now.AddSeconds(10) }).Ask);
    }

    [Fact]
    public void While_edges_report_in_crowds_a_gate_is_asked_four_times_a_second()
    {
        var rule = Rule(Gated());
        var step = RolloutMachine.Step(rule, Progress(WavePhase.Open), Edges("Ro"), Env(Said(GateDecision.Hold, Totals(rule, Edges("oo")))));
        Assert.Equal((null, Now.AddMilliseconds(250)), (step.Ask, step.WakeAt));
    }

    [Fact]
    public void A_gate_takes_the_rollout_back()
    {
        var (rule, members) = (Rule(Gated()), Edges("RF"));
        var step = RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env(Said(GateDecision.Rollback, Totals(rule, members))));
        Assert.Equal((RolloutPhase.RollingBack, "GateRolledBack", "why"), (step.Progress.Phase, step.Progress.Reason, step.Progress.Message));
        Assert.Equal(["wave.failed"], step.Events.Select(one => one.Kind));
    }

    [Fact]
    public void A_held_wave_starts_nobody_and_says_so_once()
    {
        var step = RolloutMachine.Step(Rule(), Progress(WavePhase.Open), Edges("Fpp"), Env());
        Assert.Empty(step.Release);
        Assert.Equal(["rollout.held"], step.Events.Select(one => one.Kind));
        Assert.Empty(RolloutMachine.Step(Rule(), step.Progress, Edges("Fpp"), Env()).Events);
    }

    [Fact]
    public void What_is_stopped_starts_nobody()
    {
        var step = RolloutMachine.Step(Rule(), Progress(WavePhase.Open), Edges("pp"), Env() with { Paused = new StopRecord { By = "ann", Since = Now } });
        Assert.Equal((true, 0, RolloutPhase.Paused), (step.Stopped, step.Release.Count, step.Progress.Phase));
    }

    [Theory]
    [InlineData(RolloutPhase.Complete)]
    [InlineData(RolloutPhase.RolledBack)]
    [InlineData(RolloutPhase.Aborted)]
    [InlineData(RolloutPhase.Superseded)]
    public void What_ended_does_not_move(RolloutPhase phase)
    {
        var progress = Progress(WavePhase.Open) with { Phase = phase };
        var step = RolloutMachine.Step(Rule(), progress, Edges("pp"), Env());
        Assert.Same(progress, step.Progress);
        Assert.Empty(step.Release);
    }

    [Fact]
    public void A_restart_does_not_break_a_soak()
    {
        var (rule, members) = (Rule(Gated() with { Soak = TimeSpan.FromMinutes(10) }), Edges("RR"));
        var soaking = RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env(Said(GateDecision.Proceed, Totals(rule, members)))).Progress;

        var restarted = RolloutMachine.Step(rule, soaking, members, Env() with { Now = Now.AddMinutes(1) });
        Assert.Equal((WavePhase.Soaking, Now), (restarted.Progress.Waves[0].Phase, restarted.Progress.Waves[0].GoodSince));
        Assert.NotNull(restarted.Ask);

        // And what was said before it is not enough to pass on.
        var over = RolloutMachine.Step(rule, restarted.Progress, members, Env() with { Now = Now.AddMinutes(20) });
        Assert.Equal(RolloutPhase.Progressing, over.Progress.Phase);
    }

    [Theory]
    [InlineData(GateDecision.Ask)]
    [InlineData(GateDecision.Inconclusive)]
    public void A_restart_starts_nobody_whom_the_gate_had_stopped(GateDecision decision)
    {
        var (rule, members) = (Rule(Gated()) with { Inconclusive = new InconclusiveRule(InconclusiveAction.Hold, null) }, Edges("RRpp"));
        var held = RolloutMachine.Step(rule, Progress(WavePhase.Open), members, Env(Said(decision, Totals(rule, members))));
        Assert.Equal((RolloutPhase.Held, 0), (held.Progress.Phase, held.Release.Count));
        Assert.Empty(RolloutMachine.Step(rule, held.Progress, members, Env()).Release);
    }

    [Fact]
    public void A_wave_soaks_on_when_its_window_closes()
    {
        var rule = Rule(Wave() with { Soak = TimeSpan.FromHours(8) }) with { Windows = [Night] };
        var good = Now.Date.AddHours(23);
        var soaking = RolloutMachine.Step(rule, Progress(WavePhase.Open), Edges("RR"), Env() with { Now = new DateTimeOffset(good, TimeSpan.Zero) }).Progress;
        var closed = RolloutMachine.Step(rule, soaking, Edges("RR"), Env() with { Now = new DateTimeOffset(good.AddHours(6), TimeSpan.Zero) });
        Assert.Equal((WavePhase.Soaking, "Soaking"), (closed.Progress.Waves[0].Phase, closed.Progress.Reason));
        Assert.Equal(RolloutPhase.Complete, RolloutMachine.Step(rule, closed.Progress, Edges("RR"), Env() with { Now = new DateTimeOffset(good.AddHours(8), TimeSpan.Zero) }).Progress.Phase);
    }

    [Fact]
    public void Edges_that_wait_for_a_window_say_so()
    {
        var rule = Rule() with { Windows = [Night] };
        var step = RolloutMachine.Step(rule, Progress(WavePhase.Open), Edges("Rp"), Env());
        Assert.Equal((RolloutPhase.Waiting, "OutsideWindow", 0, new DateTimeOffset(Now.Date.AddHours(22), TimeSpan.Zero)), (step.Progress.Phase, step.Progress.Reason, step.Release.Count, step.WakeAt));

        var gated = Rule(Gated()) with { Windows = [Night] };
        var proceeds = RolloutMachine.Step(gated, Progress(WavePhase.Open), Edges("Rp"), Env(Said(GateDecision.Proceed, Totals(gated, Edges("Rp")))));
        Assert.Equal("OutsideWindow", proceeds.Progress.Reason);
    }

    [Fact]
    public void A_leaver_ends_nothing_even_when_it_was_the_last_of_its_wave()
    {
        var step = RolloutMachine.Step(Rule(Gated(), Wave()), Progress(WavePhase.Open, WavePhase.Waiting), Edges("p", 1), Env());
        Assert.Equal((1, WavePhase.Open), (step.Progress.Wave, step.Progress.Waves[1].Phase));
    }

    [Fact]
    public void A_gate_is_asked_although_no_edge_says_a_word()
    {
        var step = RolloutMachine.Step(Rule(Gated()), Progress(WavePhase.Waiting), Edges("pp"), Env());
        Assert.Equal((2, null, Now.AddMilliseconds(250)), (step.Release.Count, step.Ask, step.WakeAt));
    }
}
