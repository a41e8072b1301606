using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using static KubeStellar.Edge.Flow.Edge.Observe.Kstatus;

namespace KubeStellar.Edge.Flow.Edge.Observe;

/// <summary>The rules of <see cref="Kstatus"/> for kinds that run something; pure.</summary>
internal static class KstatusWorkloads
{
    // A scheduler needs a moment even for a Pod that fits.
    private static readonly TimeSpan ScheduleWindow = TimeSpan.FromSeconds(15);

    internal static HealthVerdict Deployment(LiveObject live)
    {
        var progress = live.Condition("Progressing");
        if (progress is { Reason: "ProgressDeadlineExceeded" })
        {
            return Failed(progress.Reason, progress.Message.Length > 0 ? progress.Message : "it made no progress within its deadline");
        }

        var wanted = live.Number("spec", "replicas") ?? 1;
        var replicas = Count(live, "replicas");
        var updated = Count(live, "updatedReplicas");
        return Less("LessReplicas", "Replicas", replicas, wanted)
            ?? Less("LessUpdated", "Updated", updated, wanted)
            ?? Extra(replicas, wanted)
            ?? Less("LessAvailable", "Available", Count(live, "availableReplicas"), updated)
            ?? Less("LessReady", "Ready", Count(live, "readyReplicas"), wanted)
            ?? (live.Number("spec", "progressDeadlineSeconds") is not (null or int.MaxValue) && progress is not { Status: "True", Reason: "NewReplicaSetAvailable" }
                ? InProgress("ReplicaSetNotAvailable", "its new ReplicaSet is not available yet")
                : live.Holds("Available") ? Current : InProgress("DeploymentNotAvailable", "too few of its Pods have been ready for long enough"));
    }

    internal static HealthVerdict ReplicaSet(LiveObject live)
    {
        if (live.Condition("ReplicaFailure") is { Status: "True" } failure)
        {
            return InProgress("ReplicaFailure", failure.Message.Length > 0 ? failure.Message : "its Pods cannot be created");
        }

        var wanted = live.Number("spec", "replicas") ?? 1;
        return Less("LessLabelled", "Labelled", Count(live, "fullyLabeledReplicas"), wanted)
            ?? Less("LessAvailable", "Available", Count(live, "availableReplicas"), wanted)
            ?? Less("LessReady", "Ready", Count(live, "readyReplicas"), wanted)
            ?? Extra(Count(live, "replicas"), wanted)
            ?? Current;
    }

    internal static HealthVerdict DaemonSet(LiveObject live)
    {
        // Its controller always sets both; without them it has not seen the object, and the counts of nothing would look complete.
        if (live.Number("metadata", "generation") is null || live.Number("status", "observedGeneration") is null || live.Number("status", "desiredNumberScheduled") is not { } wanted)
        {
            return InProgress("NoDesiredNumber", "its controller has not seen it yet");
        }

        return Less("LessCurrent", "Scheduled", Count(live, "currentNumberScheduled"), wanted)
            ?? Less("LessUpdated", "Updated", Count(live, "updatedNumberScheduled"), wanted)
            ?? Less("LessAvailable", "Available", Count(live, "numberAvailable"), wanted)
            ?? Less("LessReady", "Ready", Count(live, "numberReady"), wanted)
            ?? Current;
    }

    internal static HealthVerdict StatefulSet(LiveObject live)
    {
        if (live.Text("spec", "updateStrategy", "type") == "OnDelete")
        {
            // Whoever chose this updates Pods by hand, and nobody can tell when that is done.
            return new HealthVerdict(Health.Current, "", "its Pods are updated by hand (OnDelete)");
        }

        var wanted = live.Number("spec", "replicas") ?? 1;
        var replicas = Count(live, "replicas");
        var updated = Count(live, "updatedReplicas");
        return Less("LessReplicas", "Replicas", replicas, wanted)
            ?? Less("LessReady", "Ready", Count(live, "readyReplicas"), wanted)
            ?? Extra(replicas, wanted)
            ?? (live.Number("spec", "updateStrategy", "rollingUpdate", "partition") is { } partition
                ? Less("PartitionRollout", "Updated", updated, wanted - partition) ?? Current
                : Less("LessCurrent", "Current", Count(live, "currentReplicas"), wanted)
                    ?? (live.Text("status", "currentRevision") == live.Text("status", "updateRevision")
                        ? Current
                        : InProgress("RevisionMismatch", "not all Pods are of the new revision")));
    }

    internal static HealthVerdict Pod(LiveObject live, DateTimeOffset now)
    {
        var waiting = live.WaitingContainers();
        var details = waiting.Count == 0 ? "" : $" ({string.Join(", ", waiting.Select(item => $"{item.Name}: {item.Reason}"))})";
        switch (live.Text("status", "phase"))
        {
            case "Succeeded":
                return new HealthVerdict(Health.Current, "", "it has completed");
            case "Failed":
                return Failed(live.Text("status", "reason") ?? "PodFailed", live.Text("status", "message") ?? "it has ended with a failure");
            case "Running" when live.Holds("Ready"):
                return Current;
            case "Running" when waiting.Where(item => item.Reason == "CrashLoopBackOff").Select(item => item.Name).ToList() is { Count: > 0 } looping:
                return Failed("ContainerCrashLooping", $"these containers crash again and again: {string.Join(", ", looping)}");
            case "Running":
                return InProgress("PodRunningNotReady", $"it runs and is not ready{details}");
            case "Pending" when live.Condition("PodScheduled") is { Status: "False", Reason: "Unschedulable" } scheduled:
                return live.Time("metadata", "creationTimestamp") is { } created && now - created < ScheduleWindow
                    ? InProgress("PodNotScheduled", "it is not scheduled yet")
                    : Failed("PodUnschedulable", scheduled.Message.Length > 0 ? scheduled.Message : "no node takes it");
            case "Pending":
                return InProgress("PodPending", $"it is pending{details}");
            case null or "":
                return InProgress("PodNotObserved", "no node has seen it yet");
            case var phase:
                return new HealthVerdict(Health.Unknown, "PodPhase", $"its phase is {phase}");
        }
    }

    internal static HealthVerdict Job(LiveObject live)
    {
        var succeeded = Count(live, "succeeded");
        var wanted = live.Number("spec", "completions") ?? live.Number("spec", "parallelism") ?? 1;
        foreach (var condition in live.Conditions.Where(condition => condition.Status == "True"))
        {
            switch (condition.Type)
            {
                case "Complete":
                    return Current;
                case "Failed":
                    return Failed("JobFailed", $"Failed: {Count(live, "failed")}, succeeded: {succeeded} of {wanted}{(condition.Message.Length > 0 ? $" ({condition.Message})" : "")}");
                case "Suspended":
                    return new HealthVerdict(Health.Current, "", "it is suspended");
            }
        }

        return live.Text("status", "startTime") is null ? InProgress("JobNotStarted", "it is not started yet") : InProgress("JobRunning", $"Succeeded: {succeeded} of {wanted}");
    }

    private static long Count(LiveObject live, string name) => live.Number("status", name) ?? 0;

    private static HealthVerdict? Less(string reason, string what, long have, long wanted) => have < wanted ? InProgress(reason, $"{what}: {have} of {wanted}") : null;

    private static HealthVerdict? Extra(long have, long wanted) => have > wanted ? InProgress("ExtraPods", $"Pods still to end: {have - wanted}") : null;
}
