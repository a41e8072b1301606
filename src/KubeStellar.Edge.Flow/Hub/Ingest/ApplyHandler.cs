using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Parent;
using KubeStellar.Edge.Flow.Hub.Ingest.Sealing;
using KubeStellar.Edge.Flow.Hub.Ingest.Sources;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>
/// Applies libraries, objects and policies. The request is checked whole first; then libraries, large contents, objects and policies are written, in this order. There
/// is no transaction over all of them: a crash in between leaves the first of them written, and the same request sent again finds those
/// unchanged and writes the rest.
/// </summary>
internal sealed class ApplyHandler(
    RequestCheck check, IngestStore store, HubInventory inventory, ContentPool contents, HubCounters counters, HubEvents events, LoadedBundles bundles, SourceClaims claims, WorkspaceCheck rules, ParentClaims parent, SecretSealing sealing, TimeProvider time)
{
    public async Task<ApiReply> RunAsync(string workspace, ApplyRequest request, CancellationToken token)
    {
        var good = await check.CheckAsync(workspace, request, token);
        return await store.AloneAsync(async () => Replies.Lines(await ApplyAsync(workspace, good, request.DryRun, Origin.People, token)), token);
    }

    /// <summary>Applies a checked request, alone; one that claims what is somebody else's is refused whole.</summary>
    public async Task<IReadOnlyList<ApplyLine>> ApplyAsync(string workspace, CheckedRequest request, bool dryRun, Origin origin, CancellationToken token)
    {
        request = SealAgain(workspace, request);
        claims.Check(workspace, request, origin);
        rules.Check(workspace, request);
        var lines = new List<ApplyLine>();
        var now = time.GetUtcNow();
        var libraries = Libraries(workspace, request, now, origin, lines);
        var workloads = new List<WorkloadEntry>();
        foreach (var item in request.Objects)
        {
            var before = inventory.Workload(workspace, item.Key);
            var same = before?.Digest == item.Digest;
            var generation = before is null ? 1 : same ? before.Generation : before.Generation + 1;
            lines.Add(new ApplyLine("workload", item.Key.ToString(), Action(before is not null, same), generation));
            var overrides = parent.Overridden(before);
            if (!same || (overrides is null && claims.Passes(before!.Source, workspace, origin)))
            {
                workloads.Add(new WorkloadEntry(
                    new WorkloadRecord
                    {
                        Workspace = workspace,
                        Key = item.Key,
                        Generation = generation,
                        Digest = item.Digest,
                        Object = LargeObjects.Inline(item.Canonical),
                        AppliedAt = now,
                        Source = origin.Source,
                        Overrides = overrides,
                        Quota = before?.Quota,
                    },
                    item.Canonical));
            }
        }

        var resealed = request.Resealed.Select(item => Resealed.Of(inventory.Workload(workspace, item.Key)!, item, now)).ToList();
        workloads.AddRange(resealed);
        lines.AddRange(resealed.Select(entry => new ApplyLine("workload", entry.Record.Key.ToString(), "sealed", entry.Record.Generation)));
        var policies = new List<PolicyRecord>();
        foreach (var item in request.Policies)
        {
            var before = inventory.Policy(item.Key);
            var same = before?.Digest == item.Digest;
            var generation = before is null ? 1 : same ? before.Generation : before.Generation + 1;
            lines.Add(new ApplyLine("policy", item.Key.Name, Action(before is not null, same), generation));
            if (!same || (before!.Source != ParentSource.Id && claims.Passes(before.Source, workspace, origin)))
            {
                policies.Add(new PolicyRecord
                {
                    Workspace = workspace,
                    Name = item.Key.Name,
                    Generation = generation,
                    Order = before?.Order ?? 0,
                    Digest = item.Digest,
                    Bundle = item.Bundle,
                    State = same ? before!.State : new(),
                    AppliedAt = now,
                    Source = origin.Source,
                    Seals = item.Seals,
                });
            }
        }

        if (dryRun)
        {
            await ForgetAsync(policies, token);
        }
        else
        {
            await WriteAsync(libraries, workloads, policies, origin, token);
        }

        return lines;
    }

    private CheckedRequest SealAgain(string workspace, CheckedRequest request)
    {
        var faults = new List<ApiFault>();
        request = sealing.Seal(workspace, request, faults);
        return faults.Count == 0 ? request : throw RequestRefusedException.Invalid("it changed while it was looked at; nothing was applied, send the same again", faults);
    }

    private List<LibraryRecord> Libraries(string workspace, CheckedRequest request, DateTimeOffset now, Origin origin, List<ApplyLine> lines)
    {
        var news = new List<LibraryRecord>();
        foreach (var item in request.Libraries)
        {
            var (before, library) = (inventory.Library(item.Key), item.Key.Library);
            if (LibraryCheck.Changed(before, item.Digest) is { } changed)
            {
                throw RequestRefusedException.Because("conflict", changed);
            }

            lines.Add(new ApplyLine("library", library.ToString(), Action(before is not null, true), 1));
            if (before is null || claims.Passes(before.Source, workspace, origin))
            {
                news.Add(new LibraryRecord
                {
                    Workspace = workspace,
                    Name = library.Name,
                    Version = library.Version,
                    Digest = item.Digest,
                    Bundle = item.Bundle,
                    AppliedAt = now,
                    Source = origin.Source,
                });
            }
        }

        return news;
    }

    private async Task WriteAsync(List<LibraryRecord> libraries, List<WorkloadEntry> workloads, List<PolicyRecord> policies, Origin origin, CancellationToken token)
    {
        using var together = store.Together();
        await store.PutLibrariesAsync(libraries, token);
        await contents.StoreAsync(workloads.Where(entry => entry.Record.Object is null).Select(entry => entry.Canonical.ToArray()), token);
        await store.PutWorkloadsAsync(workloads, token);
        var news = policies.Count(policy => policy.Order == 0);
        if (news > 0)
        {
            var order = await counters.TakeOrdersAsync(news, token);
            policies = [.. policies.Select(policy => policy.Order == 0 ? policy with { Order = order++ } : policy)];
        }

        await store.PutPoliciesAsync(policies, token);
        if (!origin.Tells(libraries.Count + workloads.Count + policies.Count))
        {
            return;
        }

        foreach (var library in libraries)
        {
            events.Add("library.applied", $"{library.Name}@{library.Version}", library.Workspace, origin.Actor, origin.Say($"digest {library.Digest}"));
        }

        foreach (var entry in workloads)
        {
            events.Add("workload.applied", entry.Record.Key.ToString(), entry.Record.Workspace, origin.Actor, origin.Say($"generation {entry.Record.Generation}, digest {entry.Record.Digest}"));
        }

        foreach (var policy in policies)
        {
            events.Add("policy.applied", policy.Name, policy.Workspace, origin.Actor, origin.Say($"generation {policy.Generation}, digest {policy.Digest}"));
        }
    }

    /// <summary>A dry run leaves nothing loaded that nobody applied.</summary>
    private async Task ForgetAsync(List<PolicyRecord> policies, CancellationToken token)
    {
        foreach (var policy in policies)
        {
            if (inventory.Policies.All(other => other.Digest != policy.Digest))
            {
                await bundles.ForgetAsync(policy.Digest, token);
            }
        }
    }

    private static string Action(bool exists, bool same) => !exists ? "created" : same ? "unchanged" : "configured";
}
