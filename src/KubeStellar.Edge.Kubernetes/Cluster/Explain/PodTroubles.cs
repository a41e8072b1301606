using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Kubernetes.Cluster.Faults;

namespace KubeStellar.Edge.Kubernetes.Cluster.Explain;

/// <summary>What Pods and workloads say of themselves that keeps them from becoming current; pure.</summary>
internal static class PodTroubles
{
    private const int LongestMessage = 512;

    /// <summary>Troubles of one Pod: containers that wait for a reason, and a scheduler that finds no node.</summary>
    internal static IEnumerable<ReportEvent> OfPod(JsonElement pod, string on)
    {
        if (!Try(pod, "status", out var status))
        {
            yield break;
        }

        foreach (var condition in Items(status, "conditions").Where(condition => Text(condition, "type") == "PodScheduled" && Text(condition, "status") == "False"))
        {
            yield return Event(on, Text(condition, "reason"), Text(condition, "message"), 1);
        }

        foreach (var container in Items(status, "initContainerStatuses").Concat(Items(status, "containerStatuses")))
        {
            if (!Try(container, "state", out var state) || !Try(state, "waiting", out var waiting) || Text(waiting, "reason") is "" or "ContainerCreating" or "PodInitializing")
            {
                continue;
            }

            var restarts = Try(container, "restartCount", out var count) && count.TryGetInt32(out var number) ? number : 0;
            yield return Event(on, Text(waiting, "reason"), $"{Text(container, "name")}: {Ending(container, Text(waiting, "message"))}", Math.Max(1, restarts));
        }
    }

    /// <summary>Whether a Pod is stuck without saying why: its events do.</summary>
    internal static bool IsSilent(JsonElement pod) =>
        Try(pod, "status", out var status) && Text(status, "phase") == "Pending" && !OfPod(pod, "").Any();

    /// <summary>Conditions of a workload that say it cannot make its Pods: a quota, a webhook.</summary>
    internal static IEnumerable<ReportEvent> OfWorkload(JsonElement live) => !Try(live, "status", out var status) ? []
        : Items(status, "conditions").Where(condition => Text(condition, "type") == "ReplicaFailure" && Text(condition, "status") == "True")
            .Select(condition => Event("", Text(condition, "reason"), Text(condition, "message"), 1));

    /// <summary>Whether a controller has written anything into a workload's status.</summary>
    internal static bool WasObserved(JsonElement live) => Try(live, "status", out var status) && status.ValueKind is JsonValueKind.Object && status.GetPropertyCount() > 0;

    /// <summary>The labels by which a workload selects its Pods, as a query; null when it has none.</summary>
    internal static string? Selector(JsonElement live)
    {
        if (!Try(live, "spec", out var spec) || !Try(spec, "selector", out var selector))
        {
            return null;
        }

        var terms = new List<string>();
        if (Try(selector, "matchLabels", out var labels))
        {
            terms.AddRange(labels.EnumerateObject().Select(label => $"{label.Name}={label.Value.GetString()}"));
        }

        foreach (var term in Items(selector, "matchExpressions"))
        {
            var (key, values) = (Text(term, "key"), string.Join(',', Items(term, "values").Select(value => value.GetString())));
            terms.Add(Text(term, "operator") switch { "In" => $"{key} in ({values})", "NotIn" => $"{key} notin ({values})", "Exists" => key, _ => $"!{key}" });
        }

        return terms.Count == 0 ? null : string.Join(',', terms);
    }

    /// <summary>Warnings among the events of an object, the newest first.</summary>
    internal static IEnumerable<ReportEvent> OfEvents(JsonElement list, string on) => Items(list, "items")
        .Where(item => Text(item, "type") == "Warning")
        .OrderByDescending(Time, StringComparer.Ordinal)
        .Select(item => Event(on, Text(item, "reason"), Text(item, "message"), Count(item)));

    private static string Ending(JsonElement container, string message) =>
        Try(container, "lastState", out var last) && Try(last, "terminated", out var ended) && Try(ended, "exitCode", out var code)
            ? $"{message} (ended with {code.GetRawText()}{(Text(ended, "reason") is { Length: > 0 } reason ? $", {reason}" : "")})"
            : message;

    private static string Time(JsonElement item) =>
        Try(item, "series", out var series) && Text(series, "lastObservedTime") is { Length: > 0 } seen ? seen
        : Text(item, "lastTimestamp") is { Length: > 0 } last ? last
        : Text(item, "eventTime");

    private static int Count(JsonElement item) =>
        Try(item, "series", out var series) && Try(series, "count", out var many) && many.TryGetInt32(out var seen) ? seen
        : Try(item, "count", out var count) && count.TryGetInt32(out var number) ? number
        : 1;

    private static ReportEvent Event(string on, string reason, string message, int count) => new(on, reason, FaultText.Cut(message, LongestMessage), count);

    private static bool Try(JsonElement parent, string name, out JsonElement value)
    {
        value = default;
        return parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out value) && value.ValueKind is not JsonValueKind.Null;
    }

    private static JsonElement[] Items(JsonElement parent, string name) => Try(parent, name, out var list) && list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static string Text(JsonElement parent, string name) => Try(parent, name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
}
