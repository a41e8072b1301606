using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>What differs between a recorded case and what the policy answers now.</summary>
internal static class CaseComparison
{
    /// <summary>A sentence; empty when nothing differs.</summary>
    public static string Difference(DecisionRecord record, DecidedCase then, DecisionCase now)
    {
        if (then.Reads is { } known && !now.Reads.All && now.Reads.Paths.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            return $"it reads {unknown}, of which nothing is recorded";
        }

        var outcome = Outcome(now);
        return then.Outcome switch
        {
            // Whether it is chosen is for the choice to say; here counts that place lets it through.
            DecisionOutcome.NotChosen => outcome == DecisionOutcome.NotPlaced ? Instead(now, outcome) : "",
            DecisionOutcome.Failed => outcome == DecisionOutcome.Failed && now.Fault!.Reason == then.Fault?.Reason && now.Fault.Location == then.Fault.Location ? "" : Instead(now, outcome),
            _ when outcome != then.Outcome => Instead(now, outcome),
            DecisionOutcome.Placed when CaseResult.Of(record.Object, now.Variant)?.Digest != then.Result => "customize does something else",
            _ when record.Choice is null && now.Reason != then.Reason => $"the reason is now '{now.Reason}'",
            _ => "",
        };
    }

    private static DecisionOutcome Outcome(DecisionCase now) => (now.Fault, now.Placed) switch
    {
        ({ }, _) => DecisionOutcome.Failed,
        (_, false) => DecisionOutcome.NotPlaced,
        _ => now.Variant is { Omit: true } ? DecisionOutcome.Omitted : DecisionOutcome.Placed,
    };

    private static string Instead(DecisionCase now, DecisionOutcome outcome) => now.Fault is { } fault
        ? $"it fails: {fault.Reason}: {fault.Message} {fault.Location}".TrimEnd()
        : $"it is {DecisionText.Word(outcome)}{(now.Reason.Length > 0 ? $": {now.Reason}" : "")}";
}
