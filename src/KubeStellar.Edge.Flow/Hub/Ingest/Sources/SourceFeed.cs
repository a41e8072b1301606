using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sources;

/// <summary>
/// One source's way in: the checks of Ingest and no others. A whole change is taken or refused as a request of people is; of any other each object stands for itself: those that are
/// refused are put aside, by name, and the rest goes in together.
/// </summary>
internal sealed class SourceFeed(ISource source, SourceDesk desk) : ISourceFeed
{
    private const string All = "";

    /// <inheritdoc/>
    public SourceRecord? Last => desk.Book.Of(source.Id);

    /// <inheritdoc/>
    public SourceHoldings Holdings() => new(
        desk.Inventory.Workloads.Where(record => Mine(record.Workspace, record.Source)).ToDictionary(record => record.Key, record => record.Digest),
        desk.Inventory.Policies.Where(record => Mine(record.Workspace, record.Source)).ToDictionary(record => record.Name, record => record.Digest, StringComparer.Ordinal),
        desk.Inventory.Libraries.Where(record => Mine(record.Workspace, record.Source)).Select(record => LibraryScope.KeyOf(record).Library).ToHashSet());

    /// <inheritdoc/>
    public Task TellAsync(SourceReport report, CancellationToken token) => desk.Book.TellAsync(source, report, token);

    /// <inheritdoc/>
    public SourcePolicy? Policy(string name)
    {
        var key = new PolicyKey(source.Workspace, name);
        if (desk.Inventory.Policy(key) is not { } record)
        {
            return null;
        }

        var rollout = desk.Desired.Rollout(key);
        var release = rollout is { Releases: [.., var newest] } ? newest.Number : 0;
        return new SourcePolicy(record, desk.Desired.OwnedObjects(key), desk.Desired.HeldEdges(key), rollout?.Hold, release, desk.Summaries.FirstOrDefault()?.Of(key)) { Progress = rollout?.Progress };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BackStatus>?> StatusesAsync(CancellationToken token)
    {
        var mine = new List<BackStatus>();
        try
        {
            foreach (var back in desk.Back)
                mine.AddRange((await back.AllAsync(source.Workspace, token)).Where(one => desk.Inventory.Workload(source.Workspace, one.Key) is { } record && Mine(record.Workspace, record.Source)));
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException)
        {
            return null;
        }

        return mine;
    }

    /// <inheritdoc/>
    public HoldRecord? Hold(string policy) => desk.Desired.Rollout(new PolicyKey(source.Workspace, policy))?.Hold;

    /// <inheritdoc/>
    public async Task<SourceOutcome> HandAsync(SourceChange change, CancellationToken token)
    {
        if (desk.Hold.Holds)
        {
            return SourceOutcome.NotNow($"the hub holds: {desk.Hold.Reason}");
        }

        var tally = new SourceTally();
        var origin = new Origin(source.Id, source.Id, change.Note) { TakesOver = change.TakesOver };
        try
        {
            // Checked before anything waits for it: a policy may take its time.
            var good = await CheckAsync(change, origin, tally, token);
            if (good is not null)
            {
                await WriteAsync(good, change, origin, tally, token);
            }
        }
        catch (RequestRefusedException refused)
        {
            // Somebody was faster: it is checked anew.
            tally.Later = refused.Error.Message;
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            tally.Later = $"the hub could not write all of it: {error.Message}";
        }

        if (tally.Changed)
        {
            desk.Events.Add("source.applied", source.Id, source.Workspace, source.Id, origin.Say(tally.ToString()));
        }

        return tally.Outcome();
    }

    private bool Mine(string workspace, string? from) => from == source.Id && workspace == source.Workspace;

    /// <summary>What of a change may be taken, in the order of writing; null when it is whole and refused.</summary>
    private async Task<IReadOnlyList<Checked>?> CheckAsync(SourceChange change, Origin origin, SourceTally tally, CancellationToken token)
    {
        var good = new List<Checked>();
        if (change.Whole)
        {
            var whole = new ApplyRequest { Objects = change.Objects, Policies = change.Policies, Libraries = change.Libraries };
            await OneAsync(All, whole, good, origin, tally, token);
            return good.Count > 0 ? good : null;
        }

        foreach (var library in change.Libraries)
        {
            await OneAsync(library.Source, new ApplyRequest { Libraries = [library] }, good, origin, tally, token);
        }

        await EachAsync(change.Objects, good, origin, tally, token);
        foreach (var policy in change.Policies)
        {
            await OneAsync(policy.Source, new ApplyRequest { Policies = [policy] }, good, origin, tally, token);
        }

        return good;
    }

    private async Task EachAsync(IReadOnlyList<ApplyObject> objects, List<Checked> good, Origin origin, SourceTally tally, CancellationToken token)
    {
        while (objects.Count > 0 && await TryAsync(new ApplyRequest { Objects = objects }, good, origin, token) is { } error)
        {
            var faults = error.Details.ToLookup(fault => fault.Source, StringComparer.Ordinal);
            var rest = objects.Where(item => !faults.Contains(item.Source)).ToList();
            if (rest.Count == objects.Count)
            {
                // A fault of none of them by its name: one by one, so that it falls on whose it is.
                foreach (var item in objects)
                {
                    await OneAsync(item.Source, new ApplyRequest { Objects = [item] }, good, origin, tally, token);
                }

                return;
            }

            foreach (var item in objects.Where(item => faults.Contains(item.Source)))
            {
                tally.Refuse(item.Source, error with { Details = [.. faults[item.Source]] });
            }

            objects = rest;
        }
    }

    private async Task OneAsync(string item, ApplyRequest request, List<Checked> good, Origin origin, SourceTally tally, CancellationToken token)
    {
        if (await TryAsync(request, good, origin, token) is { } error)
        {
            tally.Refuse(item, error);
        }
    }

    /// <summary>Null when it may be taken; else why not.</summary>
    private async Task<ApiError?> TryAsync(ApplyRequest request, List<Checked> good, Origin origin, CancellationToken token)
    {
        try
        {
            var one = await desk.Check.CheckAsync(source.Workspace, request, token);
            desk.Claims.Check(source.Workspace, one, origin);
            desk.Rules.Check(source.Workspace, one);
            good.Add(new Checked(request, one));
            return null;
        }
        catch (RequestRefusedException refused)
        {
            return refused.Error;
        }
    }

    // What one change brings and takes is planned at once.
    private async Task WriteAsync(IReadOnlyList<Checked> good, SourceChange change, Origin origin, SourceTally tally, CancellationToken token)
    {
        using var together = desk.Store.Together();
        var before = false;
        foreach (var (request, first) in good)
        {
            // What was written before it may wait for it in a circle; its module is loaded already, so this takes no time.
            var again = new List<Checked>();
            if (before && request.Policies.Count > 0 && await TryAsync(request, again, origin, token) is { } error)
            {
                tally.Refuse(request.Policies[0].Source, error);
                continue;
            }

            var now = again.Count > 0 ? again[0].Good : first;
            try
            {
                tally.Count(await desk.Store.AloneAsync(() => desk.Apply.ApplyAsync(source.Workspace, now, false, origin, token), token));
                before = true;
            }
            catch (RequestRefusedException refused) when (refused.Error.Code == WorkspaceCheck.Code)
            {
                // Good by itself, and with what came before it beyond the workspace's quota.
                tally.Refuse(now.Objects is [var one, ..] ? one.Source : now.Policies is [var policy, ..] ? policy.Source : All, refused.Error);
            }
        }

        await RemoveAsync(change, origin, tally, token);
    }

    private async Task RemoveAsync(SourceChange change, Origin origin, SourceTally tally, CancellationToken token)
    {
        // What could not be taken now may be what replaces it.
        if (tally.Later.Length > 0 || change.GoneObjects.Count + change.GonePolicies.Count + change.GoneLibraries.Count == 0)
        {
            return;
        }

        await desk.Store.AloneAsync(
            async () =>
            {
                var policies = change.GonePolicies.Distinct(StringComparer.Ordinal).Select(name => new PolicyKey(source.Workspace, name))
                    .Where(key => desk.Inventory.Policy(key) is { } record && Mine(record.Workspace, record.Source)).ToList();
                var objects = change.GoneObjects.Distinct()
                    .Where(key => desk.Inventory.Workload(source.Workspace, key) is { } record && Mine(record.Workspace, record.Source)).ToList();
                await desk.Store.DeletePoliciesAsync(policies, token);
                await desk.Store.DeleteWorkloadsAsync(source.Workspace, objects, token);
                var libraries = await UnusedAsync(change.GoneLibraries, tally, token);
                tally.Deleted += policies.Count + objects.Count + libraries.Count;
                foreach (var (kind, subject) in origin.Tells(policies.Count + objects.Count) ? Names(policies, objects, libraries) : [])
                {
                    desk.Events.Add($"{kind}.deleted", subject, source.Workspace, origin.Actor, origin.Say("gone where it comes from"));
                }

                return true;
            },
            token);
    }

    // A library that somebody else's policy still imports stays, and is named.
    private async Task<IReadOnlyList<LibraryKey>> UnusedAsync(IReadOnlyList<LibraryReference> gone, SourceTally tally, CancellationToken token)
    {
        var deleted = new List<LibraryKey>();
        foreach (var key in gone.Distinct().Select(library => new LibraryKey(source.Workspace, library)).Where(key => desk.Inventory.Library(key) is { } record && Mine(record.Workspace, record.Source)))
        {
            try
            {
                DeletedLibraries.CheckUnused(desk.Inventory, source.Workspace, [key], []);
                await desk.Store.DeleteLibrariesAsync([key], token);
                deleted.Add(key);
            }
            catch (RequestRefusedException refused)
            {
                tally.Refuse(key.Library.ToString(), refused.Error);
            }
        }

        return deleted;
    }

    private static IEnumerable<(string Kind, string Subject)> Names(IEnumerable<PolicyKey> policies, IEnumerable<ObjectKey> objects, IEnumerable<LibraryKey> libraries) =>
        policies.Select(key => ("policy", key.Name)).Concat(objects.Select(key => ("workload", key.ToString()))).Concat(libraries.Select(key => ("library", key.Library.ToString())));

    private sealed record Checked(ApplyRequest Request, CheckedRequest Good);
}
