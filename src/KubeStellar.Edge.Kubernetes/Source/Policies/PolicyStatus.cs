using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;

namespace KubeStellar.Edge.Kubernetes.Source.Policies;

/// <summary>What the status of a <c>Policy</c> says: conditions as Kubernetes has them (https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md), counts, and the policy's own summary. Pure.</summary>
internal static class PolicyStatus
{
    /// <summary>Whether its newest decisions are in force.</summary>
    internal const string Ready = PolicyConditions.Ready;

    /// <summary>Reason of what waits because it would remove too much.</summary>
    internal const string BlastRadius = "BlastRadius";

    private const int LargestSummary = 64 * 1024;
    private const int LongestMessage = 4096;
    private const int Failures = 5;

    /// <summary>What waits for a person, for people.</summary>
    internal static string Sentence(HoldRecord hold) => $"{hold.Removed} of {hold.Total} placements would go from {hold.Edges} edges; let them with: kse confirm {hold.Id}";

    /// <summary>The conditions of <see cref="PolicyConditions"/>, with the times of those before where they say the same.</summary>
    /// <param name="policy">As it stands in the cluster.</param>
    /// <param name="refusal">Why the hub does not take it; null when it does.</param>
    /// <param name="state">How it is at the hub; null when the hub has none of that name.</param>
    /// <param name="now">The time.</param>
    internal static JsonArray Conditions(TakenPolicy policy, (string Reason, string Why)? refusal, SourcePolicy? state, DateTimeOffset now)
    {
        var judged = PolicyConditions.Of(state?.Record, state?.Hold, state?.Progress, state?.Summary);
        return
        [
            .. judged.Select(one => Condition(policy, one.Type, one.Type == Ready && refusal is { } refused
                ? ("False", refused.Reason, $"{refused.Why}{(state is null ? "" : "; the version before stays in force")}")
                : (one.Status, one.Reason, one.Message), now)),
        ];
    }

    /// <summary>The whole status.</summary>
    internal static JsonObject Of(TakenPolicy policy, JsonArray conditions, SourcePolicy? state)
    {
        var status = new JsonObject { ["observedGeneration"] = policy.Generation, ["conditions"] = conditions };
        if (state is null)
        {
            return status;
        }

        status["objects"] = state.Objects;
        status["release"] = state.Release;
        if (state.Summary is { } summary)
        {
            status["edges"] = summary.Totals.Desired;
            status["totals"] = new JsonObject
            {
                ["placed"] = summary.Totals.Desired,
                ["received"] = summary.Totals.Received,
                ["applied"] = summary.Totals.Applied,
                ["ready"] = summary.Totals.Ready,
                ["degraded"] = summary.Totals.Degraded,
                ["failed"] = summary.Totals.Failed,
                ["stalled"] = summary.Totals.Stalled,
                ["unreachable"] = summary.Totals.Unreachable,
                ["held"] = state.HeldEdges,
            };
            if (summary.Failures.Count > 0)
            {
                status["failures"] = new JsonArray([.. summary.Failures.Take(Failures).Select(failure => JsonValue.Create(failure))]);
            }
        }

        if (state.Value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value)
        {
            var text = value.GetRawText();
            status["summary"] = text.Length <= LargestSummary
                ? JsonNode.Parse(text, documentOptions: NodeJson.Reading)
                : new JsonObject { ["tooLarge"] = $"the summary has {text.Length} characters; see it with: kse get summary {policy.Name} -o yaml" };
        }

        return status;
    }

    private static JsonObject Condition(TakenPolicy policy, string type, (string Status, string Reason, string Message) says, DateTimeOffset now)
    {
        var before = policy.Conditions?.OfType<JsonObject>().FirstOrDefault(one => Fields.Text(one, "type") == type);
        var since = before is not null && Fields.Text(before, "status") == says.Status ? Fields.Text(before, "lastTransitionTime") : null;
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = says.Status,
            ["observedGeneration"] = policy.Generation,
            ["lastTransitionTime"] = since ?? Fields.Time(now),
            ["reason"] = says.Reason.Length > 0 ? says.Reason : "Unknown",
            ["message"] = says.Message.Length <= LongestMessage ? says.Message : says.Message[..LongestMessage],
        };
    }
}
