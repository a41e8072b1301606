using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

/// <summary>People who approve at once what asks for it: that a wave opens, or that it passes where its gate asks.</summary>
internal sealed class Approver(RolloutRule rule)
{
    /// <summary>Looks at what a turn of the hub came to.</summary>
    internal void Look(SimulatedWorld world, RolloutProgress after)
    {
        if (after.Ended || after.Phase == RolloutPhase.RollingBack || after.Waves.ElementAtOrDefault(after.Wave) is not { Passed: null } wave)
        {
            return;
        }

        var who = wave.Phase == WavePhase.Waiting && rule.Waves[wave.Rule].Approve is { } approve ? Missing(approve, wave)
            : wave.Verdict == "ask" && after.Reason == RolloutReasons.GateAsks ? "somebody"
            : null;
        if (who is not null)
        {
            world.Order($"{who} approves wave {after.Wave + 1}", record => RolloutOrders.Apply(record, new RolloutRequest { Action = RolloutActions.Approve, Actor = who, Wave = after.Wave }, world.Now));
        }
    }

    /// <summary>Whose approval is the next that counts; null when enough is there.</summary>
    private static string? Missing(ApprovalRule approve, WaveRecord wave)
    {
        var people = approve.By.Count > 0 ? approve.By : [.. Enumerable.Range(1, approve.Count).Select(number => $"person-{number}")];
        var said = wave.Approvals.Select(one => one.By).ToHashSet(StringComparer.Ordinal);
        return people.Count(said.Contains) >= approve.Count ? null : people.FirstOrDefault(one => !said.Contains(one));
    }
}
