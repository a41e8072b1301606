using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine;

/// <summary>Freezes and pauses.</summary>
public sealed class RolloutStopsTests
{
    private static readonly StopRecord Stop = new() { By = "ann", Reason = "peak", Since = Now.AddHours(-1), Until = Now.AddHours(1) };
    private static readonly RolloutRule Frozen = Rule() with { Freezes = [new FreezeRule(Now.AddHours(-1), Now.AddHours(2), "")] };

    [Fact]
    public void Nothing_stops_what_nobody_stopped() => Assert.Null(RolloutStops.Of(Rule(), Progress(WavePhase.Open), Env()));

    [Fact]
    public void The_fleets_freeze_comes_before_a_pause_and_says_who_why_and_how_it_ends() => Assert.Equal(
        new RolloutBarrier(RolloutPhase.Waiting, "Frozen", "ann froze the fleet (peak) until 2026-03-01 13:00:00Z; kse rollout unfreeze ends it", Stop.Until),
        RolloutStops.Of(Frozen, Progress(WavePhase.Open), Env() with { Freeze = Stop, Paused = Stop }));

    [Fact]
    public void A_persons_pause_comes_before_the_policys_freeze() => Assert.Equal(
        new RolloutBarrier(RolloutPhase.Paused, "Paused", "bob paused it; kse rollout resume web goes on", null),
        RolloutStops.Of(Frozen, Progress(WavePhase.Open), Env() with { Paused = Stop with { By = "bob", Reason = "", Until = null } }));

    [Fact]
    public void The_policys_freeze_says_when_it_ends() => Assert.Equal(
        new RolloutBarrier(RolloutPhase.Waiting, "FreezeSpan", "the policy freezes itself until 2026-03-01 14:00:00Z", Now.AddHours(2)), RolloutStops.Of(Frozen, Progress(WavePhase.Open), Env()));

    [Fact]
    public void A_freeze_that_comes_over_the_gates_pause_does_not_end_it()
    {
        var members = Edges("RR");
        var paused = RolloutMachine.Step(Rule(Gated()), Progress(WavePhase.Open), members, Env(Said(GateDecision.Pause, Totals(Rule(), members))));
        Assert.Equal((RolloutPhase.Paused, "GatePaused"), (paused.Progress.Phase, paused.Progress.Reason));

        var frozen = RolloutMachine.Step(Rule(Gated()), paused.Progress, members, Env() with { Freeze = Stop });
        Assert.Equal("Frozen", frozen.Progress.Reason);

        // The hub was restarted meanwhile, so it has no answer.
        var thawed = RolloutMachine.Step(Rule(Gated()), frozen.Progress, members, Env());
        Assert.Equal((RolloutPhase.Paused, "GatePaused", "why; kse rollout resume web goes on", true), (thawed.Progress.Phase, thawed.Progress.Reason, thawed.Progress.Message, thawed.Stopped));
    }

    [Fact]
    public void What_the_gate_said_before_a_person_resumed_counts_no_more()
    {
        var members = Edges("RR");
        var answer = Said(GateDecision.Pause, Totals(Rule(), members), at: Now.AddMinutes(-1));
        var paused = RolloutMachine.Step(Rule(Gated()), Progress(WavePhase.Open), members, Env(answer)).Progress;
        var resumed = RolloutOrders.Apply(new RolloutRecord { Policy = new PolicyKey("default", "web"), Progress = paused }, new RolloutRequest { Action = RolloutActions.Resume }, Now).Progress!;

        var step = RolloutMachine.Step(Rule(Gated()), resumed, members, Env(answer));
        Assert.Equal(RolloutPhase.Progressing, step.Progress.Phase);
        Assert.NotNull(step.Ask);

        var again = RolloutMachine.Step(Rule(Gated()), step.Progress, members, Env(answer with { At = Now.AddSeconds(1) }) with { Now = Now.AddSeconds(1) });
        Assert.Equal("GatePaused", again.Progress.Reason);
    }
}
