using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// The conditions of a policy, by one rule for everybody: <c>kse get policies</c>, <c>kse wait --for=condition=...</c>, the status of a <c>Policy</c> in a cluster, and the events that
/// tell of transitions (https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties). Pure.
/// </summary>
public static class PolicyConditions
{
    /// <summary>Whether its newest decisions are in force.</summary>
    public const string Ready = "Ready";

    /// <summary>Whether it could not be evaluated, whole or for some edges; the last good decisions stay.</summary>
    public const string Stalled = "Stalled";

    /// <summary>Whether a change of it waits for a person.</summary>
    public const string Held = "Held";

    /// <summary>Whether edges in reach are still on their way to what is wanted.</summary>
    public const string Progressing = "Progressing";

    /// <summary>Whether something is wrong where it was applied, or its statuses cannot be reduced.</summary>
    public const string Degraded = "Degraded";

    /// <summary>Whether every edge in reach has all of it, and all of it well, and no rollout is under way. Edges out of reach catch up by themselves.</summary>
    public const string Complete = "Complete";

    private const string True = "True";
    private const string False = "False";
    private const string Unknown = "Unknown";

    /// <summary>All types, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Types { get; } = [Ready, Stalled, Held, Progressing, Degraded, Complete];

    /// <summary>What holds now.</summary>
    /// <param name="record">The policy; null when the hub has none.</param>
    /// <param name="hold">What waits for a person; null for nothing.</param>
    /// <param name="progress">Its newest rollout; null before the first.</param>
    /// <param name="summary">Its newest summary; null before the first.</param>
    public static IReadOnlyList<Condition> Of(PolicyRecord? record, HoldRecord? hold, RolloutProgress? progress, SummaryRecord? summary)
    {
        var state = record?.State ?? new PolicyState();
        var (reason, message) = (state.Reason.Length > 0 ? state.Reason : state.Phase.ToString(), $"{state.Message} {state.Location}".Trim());
        var complete = CompleteOf(state, hold, progress, summary);
        return
        [
            state.Phase switch
            {
                PolicyPhase.Ready => new Condition(Ready, True, "Published", "its newest decisions are published"),
                PolicyPhase.Pending => new Condition(Ready, Unknown, "Pending", "the hub has not decided yet"),
                _ => new Condition(Ready, False, reason, message),
            },
            state.Phase == PolicyPhase.Stalled ? new Condition(Stalled, True, reason, message) : new Condition(Stalled, False, "NotStalled", ""),
            hold is not null ? new Condition(Held, True, HoldText.Reason, HoldText.Sentence(hold)) : new Condition(Held, False, "NotHeld", ""),
            ProgressingOf(progress, summary),
            DegradedOf(summary),
            complete,
        ];
    }

    /// <summary>The conditions with their times: one that says the same as before says it since then.</summary>
    public static IReadOnlyList<StatusCondition> Follow(IReadOnlyList<StatusCondition>? before, IReadOnlyList<Condition> now, long generation, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(now);
        return
        [
            .. now.Select(one => new StatusCondition(
                one.Type, one.Status, generation, before?.FirstOrDefault(old => old.Type == one.Type && old.Status == one.Status)?.LastTransitionTime ?? at, one.Reason, one.Message)),
        ];
    }

    private static Condition ProgressingOf(RolloutProgress? progress, SummaryRecord? summary)
    {
        if (progress is { Ended: false })
            return new Condition(Progressing, True, progress.Reason.Length > 0 ? progress.Reason : progress.Phase.ToString(), progress.Message);
        if (summary is null)
            return new Condition(Progressing, Unknown, "NoSummary", "no edge has been counted yet");
        var behind = Reachable(summary.Totals) - summary.Totals.Applied;
        return behind > 0
            ? new Condition(Progressing, True, "Applying", $"{Edges(behind)} in reach have not applied it yet")
            : new Condition(Progressing, False, "Applied", "every edge in reach has applied it");
    }

    private static Condition DegradedOf(SummaryRecord? summary)
    {
        if (summary is null)
            return new Condition(Degraded, Unknown, "NoSummary", "no edge has been counted yet");
        var totals = summary.Totals;
        if (totals.Failed > 0)
            return new Condition(Degraded, True, "EdgesFailing", $"{Edges(totals.Failed)} fail: {string.Join("; ", summary.Failures.Take(3))}".TrimEnd(' ', ':'));
        if (totals.Stalled > 0)
            return new Condition(Degraded, True, "EdgesStalled", $"{Edges(totals.Stalled)} cannot go on; see kse get edges -o wide");
        return summary.Error.Length > 0
            ? new Condition(Degraded, True, "ReductionFailed", summary.Error)
            : new Condition(Degraded, False, "AsExpected", "");
    }

    private static Condition CompleteOf(PolicyState state, HoldRecord? hold, RolloutProgress? progress, SummaryRecord? summary)
    {
        if (state.Phase == PolicyPhase.Pending || summary is null)
            return new Condition(Complete, Unknown, "Pending", "not all of it is decided and counted yet");
        if (state.Phase != PolicyPhase.Ready || hold is not null)
            return new Condition(Complete, False, hold is null && state.Reason.Length > 0 ? state.Reason : state.Phase.ToString(), "its newest decisions are not in force everywhere");
        if (progress is { Ended: false })
            return new Condition(Complete, False, "RollingOut", $"release {progress.Number} is under way");
        var (totals, reachable) = (summary.Totals, Reachable(summary.Totals));
        return totals.Ready >= reachable
            ? new Condition(Complete, True, "AllReady", totals.Unreachable == 0 ? $"{Edges(totals.Ready)} are ready" : $"{Edges(totals.Ready)} are ready; {totals.Unreachable} out of reach catch up")
            : new Condition(Complete, False, "NotReady", $"{totals.Ready} of {reachable} edges in reach are ready");
    }

    private static int Reachable(Totals totals) => totals.Desired - totals.Unreachable;

    private static string Edges(int count) => count == 1 ? "1 edge" : $"{count} edges";
}
