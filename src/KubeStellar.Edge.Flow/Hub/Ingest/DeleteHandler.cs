using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Ingest.Parent;
using KubeStellar.Edge.Flow.Hub.Ingest.Sources;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Deletes objects, policies and libraries.</summary>
internal sealed class DeleteHandler(IngestStore store, HubInventory inventory, SourceClaims claims, ParentClaims parent, ParentEntries entries, ContentPool contents, HubEvents events)
{
    public Task<ApiReply> RunAsync(string workspace, DeleteRequest request, CancellationToken token)
    {
        RequestCheck.CheckWorkspace(workspace);
        return store.AloneAsync(() => DeleteAsync(workspace, request, token), token);
    }

    private async Task<ApiReply> DeleteAsync(string workspace, DeleteRequest request, CancellationToken token)
    {
        var faults = new List<ApiFault>();
        var lines = new List<ApplyLine>();
        var objects = new List<ObjectKey>();
        foreach (var key in request.Objects.Distinct())
        {
            if (inventory.Workload(workspace, key) is { } workload)
            {
                objects.Add(key);
                lines.Add(new ApplyLine("workload", key.ToString(), "deleted", workload.Generation));
            }
            else
            {
                faults.Add(new ApiFault(key.ToString(), "", $"{workspace} has no object {key}"));
            }
        }

        var policies = new List<PolicyKey>();
        foreach (var name in request.Policies.Distinct(StringComparer.Ordinal))
        {
            if (inventory.Policy(new PolicyKey(workspace, name)) is { } policy)
            {
                policies.Add(new PolicyKey(workspace, name));
                lines.Add(new ApplyLine("policy", name, "deleted", policy.Generation));
            }
            else
            {
                faults.Add(new ApiFault(name, "", $"{workspace} has no policy {name}"));
            }
        }

        var libraries = DeletedLibraries.Find(inventory, workspace, request.Libraries ?? [], faults);
        lines.AddRange(libraries.Select(key => new ApplyLine("library", key.Library.ToString(), "deleted", 1)));
        if (faults.Count > 0 && !request.IgnoreNotFound)
        {
            throw new RequestRefusedException(new ApiError("not-found", "not all of it exists; nothing was deleted", faults));
        }

        claims.CheckDeleted(workspace, objects, policies, libraries);
        DeletedLibraries.CheckUnused(inventory, workspace, libraries, policies);
        using var together = store.Together();
        await store.DeletePoliciesAsync(policies, token);

        // Without the override the parent's object holds again: it is never gone in between.
        var behind = objects.Select(key => (Key: key, Object: parent.Behind(workspace, key))).Where(one => one.Object is not null).ToDictionary(one => one.Key, one => one.Object!);
        var back = behind.Values.Select(one => entries.Behind(workspace, one)).ToList();
        await contents.StoreAsync(back.Where(entry => entry.Record.Object is null).Select(entry => entry.Canonical.ToArray()), token);
        await store.PutWorkloadsAsync(back, token);
        await store.DeleteWorkloadsAsync(workspace, [.. objects.Where(key => !behind.ContainsKey(key))], token);
        await store.DeleteLibrariesAsync(libraries, token);
        foreach (var line in lines)
        {
            events.Add($"{line.Resource}.deleted", line.Key, workspace, "api", $"at generation {line.Generation}");
        }

        return Replies.Lines(lines);
    }
}
