using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Judges one object at one edge by the edge's report. Pure; the one rule for counting, listing and explaining.</summary>
internal static class ObjectJudge
{
    /// <summary>Reasons of objects not applied that only ask for patience: they are not failures.</summary>
    private static readonly HashSet<string> Waiting = new(["", "Pending", "Waiting", "DependencyNotReady", "InProgress", "NamespaceTerminating", "TargetUnavailable", "DiskFull", "FilesUsedUp", "ReadOnly"], StringComparer.Ordinal);

    // In this order: what the target says of the tree comes before what it says of the disk.
    private static readonly string[] Troubles = ["TargetRefused", "RootIncomplete", "StoreDamaged", "DiskFull", "ReadOnly", "DiskFailed", "FilesUsedUp"];

    /// <summary>What keeps an edge from taking up its tree, by its newest heartbeat; null when nothing does. Then the edge reports on the tree before only.</summary>
    internal static Condition? TroubleOf(HeartbeatMessage? last) =>
        last is null ? null : Troubles.Select(type => last.Conditions.FirstOrDefault(condition => condition.Type == type && condition.Status == "True")).FirstOrDefault(found => found is not null);

    /// <summary>The verdict on one object.</summary>
    /// <param name="wanted">The content that the edge's root names.</param>
    /// <param name="reported">What the edge says of the object in a report that speaks of the wanted manifest; null when there is none.</param>
    /// <param name="received">Whether the edge follows a root that names the wanted manifest.</param>
    /// <param name="trouble">What keeps the edge from taking up its tree: the reason of an object that nothing is said of.</param>
    internal static ObjectVerdict Judge(Digest wanted, ReportObject? reported, bool received, Condition? trouble = null)
    {
        if (reported is null || reported.Content != wanted)
        {
            if (trouble is not null)
                return new ObjectVerdict(received ? ObjectPhase.Received : ObjectPhase.Wanted, trouble.Reason.Length > 0 ? trouble.Reason : trouble.Type, trouble.Message, false);
            return received
                ? new ObjectVerdict(ObjectPhase.Received, "NotReported", "the edge has it and did not say yet that it is applied", false)
                : new ObjectVerdict(ObjectPhase.Wanted, "NotReceived", "the edge does not follow the root yet that names it", false);
        }

        if (!reported.Applied)
        {
            // An edge says of what only takes time that it is in progress; older ones said so by the reason alone.
            var phase = reported.Health is Health.InProgress || Waiting.Contains(reported.Reason) ? ObjectPhase.Received : ObjectPhase.Failed;
            return new ObjectVerdict(phase, reported.Reason.Length > 0 ? reported.Reason : "NotApplied", reported.Message, false);
        }

        // Health seen before the content was applied speaks of the content before: it is neither good nor bad news.
        if (!reported.ObservedAfterApply)
            return new ObjectVerdict(ObjectPhase.Applied, "NotObserved", "applied, and not observed since", true);
        return reported.Health switch
        {
            Health.Current => new ObjectVerdict(ObjectPhase.Ready, "", reported.Message, true),
            Health.Failed => new ObjectVerdict(ObjectPhase.Failed, reported.Reason.Length > 0 ? reported.Reason : "Unhealthy", ReportTexts.Message(reported), true),
            _ => new ObjectVerdict(ObjectPhase.Applied, reported.Reason.Length > 0 ? reported.Reason : reported.Health.ToString(), ReportTexts.Message(reported), true),
        };
    }
}
