using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Edge.Observe;

/// <summary>
/// Whether a live object has become what was asked, by the rules of kstatus (https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md); pure.
/// It differs where others wait for the object: a Job is current when it is complete and not when it runs, a Pod that failed and a claim that lost its volume
/// have failed, and what is being deleted is in progress.
/// </summary>
internal static class Kstatus
{
    /// <summary>The target handed over something else than an object.</summary>
    internal static HealthVerdict Unreadable { get; } = new(Health.Unknown, "NotReadable", "the live object is no JSON object");

    /// <summary>As asked, with nothing to say.</summary>
    internal static HealthVerdict Current { get; } = new(Health.Current, "", "");

    /// <summary>Judges the JSON of a live object.</summary>
    /// <param name="json">The object with its <c>.status</c>.</param>
    /// <param name="now">The time there, for a Pod that nobody schedules.</param>
    internal static HealthVerdict Judge(ReadOnlySpan<byte> json, DateTimeOffset now) => LiveObject.Parse(json) is { } live ? Judge(live, now) : Unreadable;

    /// <summary>Judges a live object.</summary>
    internal static HealthVerdict Judge(LiveObject live, DateTimeOffset now) => General(live) ?? OfKind(live, now) ?? Ready(live);

    internal static HealthVerdict InProgress(string reason, string message) => new(Health.InProgress, reason, message);

    internal static HealthVerdict Failed(string reason, string message) => new(Health.Failed, reason, message);

    // What is true of any object comes first: it may speak of an older generation, and a controller that uses the standard conditions knows best.
    private static HealthVerdict? General(LiveObject live)
    {
        if (live.Text("metadata", "deletionTimestamp") is { Length: > 0 } deleted)
        {
            return InProgress("Terminating", $"it is being deleted since {deleted}");
        }

        if (live.Number("metadata", "generation") is { } generation && live.Number("status", "observedGeneration") is { } observed && observed != generation)
        {
            return InProgress("LatestGenerationNotObserved", $"its controller has seen generation {observed} of {generation}");
        }

        return live.Conditions.FirstOrDefault(condition => condition is { Type: "Reconciling" or "Stalled", Status: "True" }) switch
        {
            { Type: "Reconciling" } condition => InProgress(Word(condition), condition.Message),
            { } condition => Failed(Word(condition), condition.Message),
            null => null,
        };
    }

    private static HealthVerdict? OfKind(LiveObject live, DateTimeOffset now) => (live.Group, live.Kind) switch
    {
        ("apps" or "extensions", "Deployment") => KstatusWorkloads.Deployment(live),
        ("apps" or "extensions", "ReplicaSet") => KstatusWorkloads.ReplicaSet(live),
        ("apps" or "extensions", "DaemonSet") => KstatusWorkloads.DaemonSet(live),
        ("apps", "StatefulSet") => KstatusWorkloads.StatefulSet(live),
        ("", "Pod") => KstatusWorkloads.Pod(live, now),
        ("batch", "Job") => KstatusWorkloads.Job(live),
        ("", "PersistentVolumeClaim") => Claim(live),
        ("", "Service") => Service(live),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => Definition(live),

        // These do no work of their own, or none that their status would tell; a Ready condition on one would be somebody else's.
        ("", "ConfigMap" or "Secret") or ("batch", "CronJob") or ("policy", "PodDisruptionBudget") => Current,
        _ => null,
    };

    // A custom resource without this condition is taken for done: there is no telling it from one that has none at all.
    private static HealthVerdict Ready(LiveObject live) => live.Condition("Ready") switch
    {
        null or { Status: "True" } => Current,
        { } condition => InProgress(Word(condition), condition.Message),
    };

    private static HealthVerdict Claim(LiveObject live) => live.Text("status", "phase") switch
    {
        "Bound" => Current,
        "Lost" => Failed("Lost", "its volume is gone"),
        var phase => InProgress("NotBound", $"it is not bound to a volume (phase {phase ?? "unknown"})"),
    };

    private static HealthVerdict Service(LiveObject live) => live.Text("spec", "type") == "LoadBalancer" && live.Text("spec", "clusterIP") is null or ""
        ? InProgress("NoIPAssigned", "it has no cluster IP yet")
        : Current;

    private static HealthVerdict Definition(LiveObject live) => (live.Condition("NamesAccepted"), live.Condition("Established")) switch
    {
        ({ Status: "False" } names, _) => Failed(Word(names), names.Message),
        (_, { Status: "False", Reason: not "Installing" } established) => Failed(Word(established), established.Message),
        (_, { Status: "True" }) => Current,
        _ => InProgress("Installing", "the API server does not serve it yet"),
    };

    private static string Word(Condition condition) => condition.Reason.Length > 0 ? condition.Reason : condition.Status == "True" ? condition.Type : "Not" + condition.Type;
}
