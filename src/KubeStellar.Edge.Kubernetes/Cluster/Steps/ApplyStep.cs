using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Drift;
using KubeStellar.Edge.Kubernetes.Cluster.Faults;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>
/// Applies one object by server-side apply. What exists and is not ours is left alone; fields of others are taken only where that is drift, or where the
/// policy says so; an object that cannot be changed is made anew only when the policy asks for it.
/// </summary>
internal sealed partial class ApplyStep(ClusterState cluster, ILogger log)
{
    private const int MaxRounds = 4;
    private static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(5);
    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    internal async Task<TargetOutcome> RunAsync(TargetObject wanted, TrackedObject tracked, CancellationToken token)
    {
        using var document = JsonDocument.Parse(wanted.Content, new JsonDocumentOptions { MaxDepth = 512 });
        var (place, refused) = await cluster.PlaceAsync(wanted, document.RootElement, token);
        if (place is null)
        {
            return refused!;
        }

        var job = new ApplyJob(wanted, tracked, document.RootElement, place, Marks.Of(cluster.Owner, wanted, wanted.Entry.Key.Namespace.Length == 0 && place.Kind.Namespaced));
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await OnceAsync(job, look: round > 0 || !tracked.Content.IsZero, token) is { } outcome)
            {
                return outcome;
            }
        }

        return ApiFaults.Waiting("Changed", "it changes faster than it can be applied");
    }

    /// <summary>One try; null when the object changed meanwhile and must be looked at again.</summary>
    private async Task<TargetOutcome?> OnceAsync(ApplyJob job, bool look, CancellationToken token)
    {
        var (place, rules) = (job.Place, job.Wanted.Entry.Rules);
        var known = place.Watch.Get(place.Space, place.Name);
        if (known is null && !look && place.Watch.Ready(place.Space) && await cluster.Presence.IsAbsentAsync(place.Kind, job.Key, token) == true)
        {
            return await PatchAsync(job, null, Nothing, force: false, token);
        }

        var found = await cluster.LookAsync(place, token);
        if (found.Fault is { } fault)
        {
            return ApiFaults.Outcome(fault, place.Kind, place.Space, "get");
        }

        if (found.Entry is not { } entry)
        {
            return await PatchAsync(job, null, Nothing, force: false, token);
        }

        var before = cluster.Applied.GetValueOrDefault(job.Key);
        var claim = Claims.Judge(entry, cluster.Owner, before?.Uid);
        if (claim is Claim.OtherEdge || (claim is Claim.Foreign && rules?.Adopt != true))
        {
            return Foreign(entry, claim);
        }

        if (entry.Terminating)
        {
            return ApiFaults.Leaving(entry.Finalizers);
        }

        var drift = LiveDrift.Of(job.Content, entry, job.Marks, before);
        if (claim is Claim.Ours && job.Wanted.Entry.CreateOnly)
        {
            return TargetOutcome.Unchanged;
        }

        var omit = drift.LeftOut(job.Wanted.Entry);
        if (claim is Claim.Ours && drift is { SameContent: true, SameMarks: true } && drift.Lost.Count == omit.Count)
        {
            Remember(job, entry, before?.Uid == entry.Uid && before.Digest == job.Marks.Digest ? before.Yielded : Nothing);
            return TargetOutcome.Unchanged;
        }

        if (claim is Claim.Ours && rules?.Recreate == true && !drift.SameContent && entry.Mark(MarkNames.Digest) is not null)
        {
            return await TryAsync(job, entry, token) ?? await ReplaceAsync(job, token);
        }

        // What was applied and is not as it was is drift, and is taken back; to adopt is to take.
        var force = rules?.Force == true || claim is Claim.Foreign || drift.SameContent;
        var outcome = await PatchAsync(job, entry, omit, force, token);
        if (claim is Claim.Released && outcome is { Kind: TargetOutcomeKind.Done })
        {
            // Only tidying, and last: until our label is on it again this mark is all that says whose it was.
            await cluster.Client.SendAsync(ReleaseStep.Patch(job.Place, ReleaseStep.Undo(entry.Uid), job.User(cluster)), token);
        }

        return outcome;
    }

    private async Task<TargetOutcome?> PatchAsync(ApplyJob job, LiveEntry? entry, IReadOnlySet<string> omit, bool force, CancellationToken token)
    {
        var place = job.Place;
        var reply = await SendAsync(job, entry, omit, force ? "&force=true" : "", token);
        if (reply.Ok)
        {
            return Accept(job, entry, reply, omit);
        }

        var status = reply.Code == 0 ? null : reply.Status;
        if (status is null)
        {
            return ApiFaults.Outcome(reply, place.Kind, place.Space, "patch");
        }

        if (ApiFaults.IsAnother(reply, status) || (entry is null && reply.Code == 409 && status.Causes.Count == 0))
        {
            if (entry is not null)
            {
                place.Watch.Drop(place.Space, place.Name, entry.Uid);
            }

            return null;
        }

        if (reply.Code == 409 && ApiFaults.FieldConflicts(status) is { Count: > 0 } conflicts)
        {
            return !force && entry is not null && WereOurs(conflicts, entry, cluster.Applied.GetValueOrDefault(job.Key), job.Wanted.Former)
                ? await PatchAsync(job, entry, omit, force: true, token)
                : Conflict(conflicts);
        }

        if (reply.Code == 422 && entry is not null && ApiFaults.Immutables(status) is { Count: > 0 } fields)
        {
            // With anything else wrong the new object would not be taken, and the old one would be gone; an object of others is never deleted.
            if (job.Wanted.Entry.Rules?.Replace == true && ApiFaults.IsAllImmutable(status) && Claims.Judge(entry, cluster.Owner, null) is Claim.Ours)
            {
                return await ReplaceAsync(job, token);
            }

            return ApiFaults.Stalled("Immutable", $"{string.Join(", ", fields)} cannot be changed once the object is there; with replace: true in the policy's modifiers it is deleted and created again");
        }

        if (reply.Missing)
        {
            var outcome = ApiFaults.Outcome(reply, place.Kind, place.Space, "patch");
            if (outcome.Reason == "KindUnknown")
            {
                cluster.Kinds.Forget(place.Kind);
            }

            return outcome;
        }

        return ApiFaults.Outcome(reply, place.Kind, place.Space, "patch");
    }

    private TargetOutcome Accept(ApplyJob job, LiveEntry? before, ApiReply reply, IReadOnlySet<string> omit)
    {
        var place = job.Place;
        if (cluster.Take(place, reply) is not { } entry)
        {
            return ApiFaults.Waiting("ServerError", "the server's answer is no object");
        }

        if (job.Key is { Group: "apiextensions.k8s.io" } or { Group: "apiregistration.k8s.io" })
        {
            cluster.Kinds.Expect();
        }

        var lost = LiveDrift.Of(job.Content, entry, job.Marks, null).Lost;
        Remember(job, entry, lost.Count == 0 ? Nothing : lost.Where(field => !omit.Contains(field.Place)).Select(field => field.Path).ToHashSet(StringComparer.Ordinal));
        return before is not null && before.ResourceVersion == entry.ResourceVersion ? TargetOutcome.Unchanged : TargetOutcome.Applied;
    }

    /// <summary>Tries the new object on the old one, without effect: what the server would not take is told, before anything is deleted. Null when it would.</summary>
    private async Task<TargetOutcome?> TryAsync(ApplyJob job, LiveEntry entry, CancellationToken token)
    {
        var reply = await SendAsync(job, entry, Nothing, "&force=true&dryRun=All", token);
        return reply.Ok || (reply.Code == 422 && ApiFaults.IsAllImmutable(reply.Status)) ? null : ApiFaults.Outcome(reply, job.Place.Kind, job.Place.Space, "patch");
    }

    private Task<ApiReply> SendAsync(ApplyJob job, LiveEntry? entry, IReadOnlySet<string> omit, string how, CancellationToken token) => cluster.Client.SendAsync(
        new ApiRequest(HttpMethod.Patch, $"{job.Place.Path}?fieldManager={FieldManagers.Ours}{how}")
        {
            Body = ApplyBody.Write(job.Content, job.Marks, entry?.Uid, omit),
            ContentType = "application/apply-patch+yaml",
            User = job.User(cluster),
        },
        token);

    /// <summary>Deletes it; null when it can be made anew at once.</summary>
    private async Task<TargetOutcome?> ReplaceAsync(ApplyJob job, CancellationToken token)
    {
        var (place, how) = (job.Place, job.Wanted.Entry.Rules?.Propagation ?? Propagation.Background);
        var fresh = await cluster.LookAsync(place, token, fresh: true);
        if (fresh.Fault is { } fault)
        {
            return ApiFaults.Outcome(fault, place.Kind, place.Space, "get");
        }

        if (fresh.Entry is not { } entry || Claims.Judge(entry, cluster.Owner, null) is not Claim.Ours)
        {
            return null;
        }

        if (entry.Mark(MarkNames.Prune) == "disabled")
        {
            return ApiFaults.Stalled("Protected", $"its annotation {MarkNames.Prune} says disabled; the edge does not delete it to create it again");
        }

        LogReplaced(job.Key);
        if (await ObjectDelete.RunAsync(cluster, place, entry, how, job.User(cluster), token) is not { } left)
        {
            return null;
        }

        if (left.Reason != ApiFaults.Terminating)
        {
            return left;
        }

        using var late = new CancellationTokenSource(GoneWithin, cluster.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        try
        {
            for (var next = place.Watch.NextAsync(); place.Watch.Get(place.Space, place.Name)?.Uid == entry.Uid; next = place.Watch.NextAsync())
            {
                await next.WaitAsync(either.Token);
            }

            return null;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // The watch tells when it is gone.
            return left with { Message = $"it is being replaced: {left.Message}" };
        }
    }

    private void Remember(ApplyJob job, LiveEntry entry, IReadOnlySet<string> yielded) =>
        cluster.Applied[job.Key] = new Applied(entry.Uid, job.Marks.Digest, entry.Managers, yielded);

    // A field that we owned when we applied last, and own no longer, was taken from us.
    private static bool WereOurs(IReadOnlyList<(string Field, string Manager)> conflicts, LiveEntry entry, Applied? before, ReadOnlyMemory<byte>? former)
    {
        if (before is null || before.Uid != entry.Uid)
        {
            // This process did not see it as it was applied; the content that was applied tells as well.
            return former is { } content && entry.Mark(MarkNames.Digest) == Digest.Of(content.Span).ToString() && WereIn(conflicts, entry, content);
        }

        var (then, now) = (Owned(before.Managers), Owned(entry.Managers));
        return conflicts.All(conflict => then.Contains(conflict.Field) && !now.Contains(conflict.Field));
    }

    private static bool WereIn(IReadOnlyList<(string Field, string Manager)> conflicts, LiveEntry entry, ReadOnlyMemory<byte> former)
    {
        using var content = JsonDocument.Parse(former, new JsonDocumentOptions { MaxDepth = 512 });
        using var managers = FieldManagers.Parse(entry.Managers);
        var lost = DriftWalk.Find(content.RootElement, managers);
        return conflicts.All(conflict => lost.Any(field => DriftRule.Holds(field.Spelled, conflict.Field)));
    }

    private static HashSet<string> Owned(byte[] managers)
    {
        using var parsed = FieldManagers.Parse(managers);
        var owned = new HashSet<string>(StringComparer.Ordinal);
        if (parsed.Own is { } own)
        {
            FieldNames.Flatten(own, "", owned);
        }

        return owned;
    }

    private static TargetOutcome Conflict(IReadOnlyList<(string Field, string Manager)> conflicts) => ApiFaults.Stalled(
        "Conflict",
        $"{string.Join(", ", conflicts.Take(8).Select(conflict => $"{conflict.Field} belongs to \"{conflict.Manager}\""))}{(conflicts.Count > 8 ? $" and {conflicts.Count - 8} more" : "")}; with force: true in the policy's modifiers they are taken");

    private static TargetOutcome Foreign(LiveEntry entry, Claim claim) => claim is Claim.OtherEdge
        ? ApiFaults.Stalled("Conflict", $"it belongs to the edge {entry.Mark(MarkNames.Edge) ?? "?"} of the hub {entry.Mark(MarkNames.Hub) ?? "?"} (label {MarkNames.Owner}={entry.Mark(MarkNames.Owner) ?? ""}); two edges must not manage one object")
        : ApiFaults.Stalled("Conflict", $"it is there and was not made by this edge{Makers(entry)}; with adopt: true in the policy's modifiers it is taken over");

    private static string Makers(LiveEntry entry)
    {
        using var managers = FieldManagers.Parse(entry.Managers);
        return managers.Others.Count > 0 ? $", but by \"{managers.Others[0].Manager}\"" : "";
    }

    [LoggerMessage(6131, LogLevel.Information, "{Key} is deleted, to be created again")]
    private partial void LogReplaced(ObjectKey key);
}
