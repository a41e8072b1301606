using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine;

/// <summary>The way back.</summary>
public sealed class RolloutMachineTests
{
    private static readonly RolloutProgress Back = Progress(WavePhase.Open, WavePhase.Waiting) with { Phase = RolloutPhase.RollingBack, Message = "2 failed" };

    [Fact]
    public void Every_wave_goes_back_at_once_whatever_windows_and_approvals_say()
    {
        var closed = Wave() with { Approve = new ApprovalRule(9, []), Windows = [new WindowRule([], new TimeOnly(1, 0), new TimeOnly(2, 0), "UTC")] };
        var step = RolloutMachine.Step(Rule(closed, closed), Back, [.. Edges("pp"), .. Edges("p", 1)], Env());
        Assert.Equal([0, 1, 2], step.Release.Order());
        Assert.Contains("kse rollout abort web --keep", step.Progress.Waits, StringComparison.Ordinal);
        Assert.Same(step.Progress, RolloutMachine.Step(Rule(closed, closed), step.Progress, [.. Edges("pp"), .. Edges("p", 1)], Env()).Progress);
    }

    [Fact]
    public void With_begun_only_edges_of_waves_that_had_begun_do()
    {
        var rule = Rule(Wave(), Wave()) with { Rollback = RollbackScope.Begun };
        Assert.Equal([0, 1], RolloutMachine.Step(rule, Back, [.. Edges("pp"), .. Edges("p", 1)], Env()).Release);
    }

    [Fact]
    public void Who_joined_a_wave_that_passed_as_empty_has_begun_as_well()
    {
        var rule = Rule(Wave(), Wave(), Wave()) with { Rollback = RollbackScope.Begun };
        var progress = Progress(WavePhase.Passed, WavePhase.Open, WavePhase.Waiting);
        var held = progress with { Phase = RolloutPhase.Held, Waves = [progress.Waves[0] with { OpenedAt = null, EndedAt = Now }, .. progress.Waves.Skip(1)] };
        RolloutMember[] members = [.. Edges("p"), .. Edges("p", 1), .. Edges("p", 2)];
        Assert.Equal([0, 1], RolloutMachine.Step(rule, held with { Phase = RolloutPhase.RollingBack }, members, Env()).Release.Order());

        var record = new RolloutRecord { Policy = new PolicyKey("default", "web"), Progress = held };
        var again = RolloutOrders.Apply(RolloutOrders.Apply(record, new RolloutRequest { Action = RolloutActions.Retry }, Now), new RolloutRequest { Action = RolloutActions.Abort }, Now);
        Assert.Equal([0, 1], RolloutMachine.Step(rule, again.Progress!, members, Env()).Release.Order());
    }

    [Fact]
    public void What_had_begun_in_an_attempt_before_had_begun()
    {
        var rule = Rule(Wave(), Wave()) with { Rollback = RollbackScope.Begun };
        var held = new RolloutRecord { Policy = new PolicyKey("default", "web"), Progress = Progress(WavePhase.Passed, WavePhase.Open) with { Phase = RolloutPhase.Held } };
        var again = RolloutOrders.Apply(RolloutOrders.Apply(held, new RolloutRequest { Action = RolloutActions.Retry }, Now), new RolloutRequest { Action = RolloutActions.Abort }, Now);
        Assert.Equal([0, 1], RolloutMachine.Step(rule, again.Progress!, [.. Edges("p"), .. Edges("p", 1)], Env()).Release.Order());
    }

    [Fact]
    public void It_is_over_when_every_edge_in_reach_is_let_go_and_says_so()
    {
        var step = RolloutMachine.Step(Rule(Wave(), Wave()), Back, [.. Edges("oRuh"), .. Edges("-", 1)], Env());
        Assert.Equal((RolloutPhase.RolledBack, Now, WavePhase.RolledBack, WavePhase.Waiting), (step.Progress.Phase, step.Progress.EndedAt, step.Progress.Waves[0].Phase, step.Progress.Waves[1].Phase));
        Assert.Equal(["rollout.rolledback"], step.Events.Select(one => one.Kind));
    }

    [Fact]
    public void A_freeze_stops_it_too()
    {
        var step = RolloutMachine.Step(Rule(Wave(), Wave()), Back, Edges("pp"), Env() with { Freeze = new StopRecord { By = "ann", Since = Now, Until = Now.AddHours(1) } });
        Assert.Equal((true, 0, Now.AddHours(1)), (step.Stopped, step.Release.Count, step.WakeAt));
        Assert.Equal(("2 failed", true), (step.Progress.Message, step.Progress.Waits!.Contains("kse rollout unfreeze", StringComparison.Ordinal)));
    }
}
