using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>How much of what is seen is said by itself, as the policy has it. Pure.</summary>
internal static class KeepRule
{
    /// <summary>What is reported of what is seen.</summary>
    /// <param name="seen">All that is seen.</param>
    /// <param name="keep">How much of it the policy wants kept.</param>
    /// <param name="said">What was reported last, on the same manifest and with the same room; null when nothing was.</param>
    internal static ReportRecord Of(ReportRecord seen, StatusKeep keep, ReportRecord? said) => keep switch
    {
        StatusKeep.Changes when said is not null => seen with
        {
            Objects = Each(seen, (key, now) => said.Objects.GetValueOrDefault(key) is { } before && !IsTransition(before, now) ? before : now),
        },
        StatusKeep.OnDemand => seen with { Objects = Each(seen, static (_, now) => Least(now)) },
        _ => seen,
    };

    /// <summary>
    /// Whether something happened, and not only a number changed. Messages count numbers, too; an event's reason that was not told before is news, because it comes after what it explains.
    /// </summary>
    internal static bool IsTransition(ReportObject before, ReportObject now) =>
        (before.Content, before.Applied, before.ObservedAfterApply, before.Health, before.Reason) != (now.Content, now.Applied, now.ObservedAfterApply, now.Health, now.Reason)
        || !Marks(before).SetEquals(Marks(now))
        || (now.Events ?? []).Any(happened => (before.Events ?? []).All(told => told.Reason != happened.Reason));

    // What events say goes into the message: a rollout's first failures tell why.
    private static ReportObject Least(ReportObject now) => now with { Status = null, Conditions = null, Events = null, Message = ReportTexts.Message(now) };

    private static HashSet<(string, string, string)> Marks(ReportObject report) => [.. (report.Conditions ?? []).Select(condition => (condition.Type, condition.Status, condition.Reason))];

    private static SortedDictionary<string, ReportObject> Each(ReportRecord report, Func<string, ReportObject, ReportObject> rule) =>
        new(report.Objects.ToDictionary(item => item.Key, item => rule(item.Key, item.Value)), StringComparer.Ordinal);
}
