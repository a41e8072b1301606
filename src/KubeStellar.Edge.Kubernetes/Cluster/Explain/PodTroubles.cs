using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
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
        foreach (var condition in pod.Items("status", "conditions").Where(condition => condition.Text("type") == "PodScheduled" && condition.Text("status") == "False"))
        {
            yield return Event(on, condition.Text("reason"), condition.Text("message"), 1);
        }

        foreach (var container in pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses")))
        {
            var waiting = container.Member("state", "waiting");
            if (waiting.Text("reason") is not ("" or "ContainerCreating" or "PodInitializing") and var reason)
            {
                yield return Event(on, reason, $"{container.Text("name")}: {Ending(container, waiting.Text("message"))}", Math.Max(1, container.Number("restartCount") ?? 0));
            }
        }
    }

    /// <summary>Whether a Pod is stuck without saying why: its events do.</summary>
    internal static bool IsSilent(JsonElement pod) => pod.Text("status", "phase") == "Pending" && !OfPod(pod, "").Any();

    /// <summary>Conditions of a workload that say it cannot make its Pods: a quota, a webhook.</summary>
    internal static IEnumerable<ReportEvent> OfWorkload(JsonElement live) =>
        live.Items("status", "conditions").Where(condition => condition.Text("type") == "ReplicaFailure" && condition.Text("status") == "True")
            .Select(condition => Event("", condition.Text("reason"), condition.Text("message"), 1));

    /// <summary>Whether a controller has written anything into a workload's status.</summary>
    internal static bool WasObserved(JsonElement live) => live.Members("status").Any();

    /// <summary>The labels by which a workload selects its Pods, as a query; null when it has none.</summary>
    internal static string? Selector(JsonElement live)
    {
        var selector = live.Member("spec", "selector");
        var terms = selector.Members("matchLabels").Select(label => $"{label.Name}={label.Value.Text()}").ToList();
        foreach (var term in selector.Items("matchExpressions"))
        {
            var (key, values) = (term.Text("key"), string.Join(',', term.Texts("values")));
            terms.Add(term.Text("operator") switch { "In" => $"{key} in ({values})", "NotIn" => $"{key} notin ({values})", "Exists" => key, _ => $"!{key}" });
        }

        return terms.Count == 0 ? null : string.Join(',', terms);
    }

    /// <summary>Warnings among the events of an object, the newest first.</summary>
    internal static IEnumerable<ReportEvent> OfEvents(JsonElement list, string on) => list.Items("items")
        .Where(item => item.Text("type") == "Warning")
        .OrderByDescending(Time, StringComparer.Ordinal)
        .Select(item => Event(on, item.Text("reason"), item.Text("message"), Count(item)));

    private static string Ending(JsonElement container, string message)
    {
        var ended = container.Member("lastState", "terminated");
        return ended.Number("exitCode") is { } code ? $"{message} (ended with {code}{(ended.Text("reason") is { Length: > 0 } reason ? $", {reason}" : "")})" : message;
    }

    private static string Time(JsonElement item) =>
        item.Text("series", "lastObservedTime") is { Length: > 0 } seen ? seen
        : item.Text("lastTimestamp") is { Length: > 0 } last ? last
        : item.Text("eventTime");

    private static int Count(JsonElement item) => item.Number("series", "count") ?? item.Number("count") ?? 1;

    private static ReportEvent Event(string on, string reason, string message, int count) => new(on, reason, FaultText.Cut(message, LongestMessage), count);
}
