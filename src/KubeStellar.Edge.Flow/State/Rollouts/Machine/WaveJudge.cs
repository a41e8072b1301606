using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>Whether an open wave is good: its own limits first, then its gate, or the rule that stands in for one. Pure.</summary>
internal static class WaveJudge
{
    /// <summary>Judges.</summary>
    /// <param name="rule">The rollout's rule.</param>
    /// <param name="wave">The wave.</param>
    /// <param name="totals">Its totals.</param>
    /// <param name="choice">What its release rule chose.</param>
    /// <param name="answer">The gate's newest answer about this wave of this attempt; null when there is none.</param>
    /// <param name="env">What else counts.</param>
    public static WaveVerdict Judge(RolloutRule rule, WaveRecord wave, WaveTotals totals, ReleaseChoice choice, GateAnswer? answer, RolloutSurroundings env)
    {
        if (wave.Passed is { } person)
        {
            return WaveVerdict.Proceed($"{person.By} let it pass{Because(person.Reason)}");
        }

        // Silence keeps a wave from passing. It hides no failure: a release that cuts edges off may be the very thing to take back.
        var verdict = rule.Waves[wave.Rule].Gates ? Strategic(rule, wave, totals, choice, OfGate(rule, wave, totals, answer, env), env.Policy) : OfLimits(rule, wave, totals, choice, env.Policy);
        return !verdict.Stops && InReach(rule, totals, env.Policy) is { } silent ? silent with { Unclear = verdict.Unclear } : verdict;
    }

    private static WaveVerdict? InReach(RolloutRule rule, WaveTotals totals, string policy)
    {
        if (rule.WaitsForUnreachable)
        {
            return null;
        }

        if (totals.Members == 0)
        {
            return new WaveVerdict("hold", RolloutPhase.Waiting, RolloutReasons.Nobody, $"none of the {totals.All} edges of the wave is in reach, so it proves nothing; it goes on when one is, or by kse rollout approve {policy}");
        }

        return totals.Unreachable > rule.MaxUnreachable * totals.All
            ? new WaveVerdict("hold", RolloutPhase.Waiting, RolloutReasons.Unreachable, $"{totals.Unreachable} of {totals.All} edges of the wave are out of reach, more than maxUnreachable ({rule.MaxUnreachable:0.##}); it goes on when they are back, or by kse rollout approve {policy}")
            : null;
    }

    private static WaveVerdict OfLimits(RolloutRule rule, WaveRecord wave, WaveTotals totals, ReleaseChoice choice, string policy)
    {
        // A strategy has limits of its own.
        var strategic = rule.Waves[wave.Rule].Strategy is not null;
        var failures = totals.Failed + totals.Stalled;
        var most = strategic ? totals.All : rule.Waves[wave.Rule].MaxFailures.Share(totals.All);
        if (choice.Breach.Length > 0 || failures > most)
        {
            var why = choice.Breach.Length > 0 ? choice.Breach : $"{failures} of {totals.All} edges of the wave failed, {most} may";
            return rule.OnFailure == FailureAction.Rollback
                ? new WaveVerdict("rollback", RolloutPhase.RollingBack, RolloutReasons.Failed, why) { Stops = true }
                : new WaveVerdict("hold", RolloutPhase.Held, RolloutReasons.Failed, $"{why}; mend what failed, apply a better version, or: kse rollout abort|retry|approve {policy}") { Stops = true };
        }

        return totals.Pending > 0 || !choice.Done || (!strategic && totals.Ready + failures < totals.Members)
            ? new WaveVerdict("hold", RolloutPhase.Progressing, RolloutReasons.NotReady, $"edges of the wave are not ready yet; kse rollout status {policy} counts them, a deadline, kse rollout approve or abort ends the wait")
            : WaveVerdict.Proceed("");
    }

    /// <summary>A strategy has limits and a time of its own, which no gate lifts: where it stops for its failures, nobody would say so, and edges would wait for ever.</summary>
    private static WaveVerdict Strategic(RolloutRule rule, WaveRecord wave, WaveTotals totals, ReleaseChoice choice, WaveVerdict verdict, string policy) =>
        verdict.Word == "proceed" && rule.Waves[wave.Rule].Strategy is not null && OfLimits(rule, wave, totals, choice, policy) is { Word: not "proceed" } limit
            ? limit with { Fresh = verdict.Fresh, Unclear = verdict.Unclear }
            : verdict;

    private static WaveVerdict OfGate(RolloutRule rule, WaveRecord wave, WaveTotals totals, GateAnswer? answer, RolloutSurroundings env)
    {
        if (answer is null)
        {
            return wave.Verdict.Length > 0
                ? Remembered(wave)
                : new WaveVerdict("", RolloutPhase.Progressing, RolloutReasons.GateHolds, $"the gate was not asked yet; kse rollout status {env.Policy} shows what it says") { Fresh = false };
        }

        var fresh = answer.Question.Totals == totals;
        if (answer.Verdict is not { } verdict)
        {
            var place = answer.Fault is { Location.Length: > 0 } at ? $" at {at.Location}" : "";
            return new WaveVerdict("inconclusive", RolloutPhase.Held, RolloutReasons.GateFailed, $"the gate failed: {answer.Fault?.Message}{place}; it is asked again, and nothing moves until it answers: apply a better policy, or kse rollout approve|abort {env.Policy}") { Stops = true, Fresh = fresh, Unclear = true };
        }

        return verdict.Decision switch
        {
            GateDecision.Proceed => WaveVerdict.Proceed(verdict.Reason) with { Fresh = fresh },
            GateDecision.Hold => new WaveVerdict("hold", RolloutPhase.Progressing, RolloutReasons.GateHolds, $"{Said(verdict.Reason, "the gate holds")}; it is asked again, kse rollout approve|abort {env.Policy} ends the wait") { Fresh = fresh },
            GateDecision.Rollback => new WaveVerdict("rollback", RolloutPhase.RollingBack, RolloutReasons.GateRollback, Said(verdict.Reason, "the gate takes it back")) { Stops = true, Fresh = fresh },
            GateDecision.Pause => new WaveVerdict("pause", RolloutPhase.Paused, RolloutReasons.GatePaused, $"{Said(verdict.Reason, "the gate pauses it")}; kse rollout resume {env.Policy} goes on") { Stops = true, Fresh = fresh },
            GateDecision.Ask => new WaveVerdict("ask", RolloutPhase.Held, RolloutReasons.GateAsks, $"{Said(verdict.Reason, "the gate asks a person")}; kse rollout approve {env.Policy} lets the wave pass, kse rollout abort {env.Policy} takes it back") { Stops = true, Fresh = fresh },
            _ => Inconclusive(rule, wave, verdict, env) with { Fresh = fresh, Unclear = true },
        };
    }

    /// <summary>What the gate had said before the hub was restarted holds until it is asked again, and no wave passes on it: a soak goes on, and what was stopped stays so.</summary>
    private static WaveVerdict Remembered(WaveRecord wave)
    {
        var verdict = wave.Verdict switch
        {
            "proceed" => WaveVerdict.Proceed(wave.Reason),
            "ask" => new WaveVerdict("ask", RolloutPhase.Held, RolloutReasons.GateAsks, wave.Reason) { Stops = true },
            "inconclusive" => new WaveVerdict("inconclusive", RolloutPhase.Progressing, RolloutReasons.Inconclusive, wave.Reason) { Stops = true },
            _ => new WaveVerdict(wave.Verdict, RolloutPhase.Progressing, RolloutReasons.GateHolds, wave.Reason),
        };
        return verdict with { Fresh = false, Unclear = wave.InconclusiveSince is not null };
    }

    private static WaveVerdict Inconclusive(RolloutRule rule, WaveRecord wave, GateVerdict verdict, RolloutSurroundings env)
    {
        // Not since the verdict is the same: what the time brings is another verdict, and would begin the time anew.
        var since = wave.InconclusiveSince ?? env.Now;
        var why = Said(verdict.Reason, "the gate cannot tell");
        if (rule.Inconclusive.After is { } after && env.Now - since < after)
        {
            return new WaveVerdict("inconclusive", RolloutPhase.Progressing, RolloutReasons.Inconclusive, $"{why}; it is asked again until {since + after:u}, kse rollout approve|abort {env.Policy} ends the wait");
        }

        return rule.Inconclusive.Action switch
        {
            InconclusiveAction.Proceed => WaveVerdict.Proceed($"{why}; the policy takes that for good"),
            InconclusiveAction.Rollback => new WaveVerdict("rollback", RolloutPhase.RollingBack, RolloutReasons.Inconclusive, why) { Stops = true },
            InconclusiveAction.Ask => new WaveVerdict("ask", RolloutPhase.Held, RolloutReasons.GateAsks, $"{why}; kse rollout approve {env.Policy} lets the wave pass, kse rollout abort {env.Policy} takes it back") { Stops = true },
            InconclusiveAction.Hold => new WaveVerdict("inconclusive", RolloutPhase.Held, RolloutReasons.Inconclusive, $"{why}; kse rollout approve|abort {env.Policy} decides") { Stops = true },
            _ => new WaveVerdict("inconclusive", RolloutPhase.Progressing, RolloutReasons.Inconclusive, $"{why}; it is asked again, kse rollout approve|abort {env.Policy} ends the wait"),
        };
    }

    private static string Said(string reason, string otherwise) => reason.Length > 0 ? reason : otherwise;

    private static string Because(string reason) => reason.Length > 0 ? $": {reason}" : "";
}
