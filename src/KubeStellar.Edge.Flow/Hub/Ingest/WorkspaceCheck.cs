using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Access;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>
/// Refuses what an admin's rule does not let a workspace have, or what goes beyond its quota, whoever brings it. What it has already stays, and may be made smaller: a rule that becomes narrower takes
/// nothing away.
/// </summary>
internal sealed class WorkspaceCheck(WorkspaceBook workspaces, HubInventory inventory)
{
    /// <summary>Code of such refusals.</summary>
    public const string Code = "forbidden";

    /// <exception cref="RequestRefusedException">Some of it is outside; nothing of it may be taken.</exception>
    public void Check(string workspace, CheckedRequest request)
    {
        if (workspaces.Of(workspace) is not { } rule)
        {
            return;
        }

        var faults = request.Objects
            .Where(item => inventory.Workload(workspace, item.Key)?.Digest != item.Digest)
            .Select(item => (Item: item, Why: rule.WhyNot(item.Key)))
            .Where(one => one.Why is not null)
            .Select(one => new ApiFault(one.Item.Source, one.Item.Key.ToString(), one.Why!))
            .ToList();
        if (rule.Record.Quota is { } quota)
        {
            faults.AddRange(Beyond(workspace, request, quota).Select(why => new ApiFault(workspace, "quota", why)));
        }

        if (faults.Count > 0)
        {
            throw new RequestRefusedException(new ApiError(Code, $"the workspace {workspace} may not have {(faults.Count == 1 ? "this" : "all of this")}; nothing was applied", faults));
        }
    }

    private IEnumerable<string> Beyond(string workspace, CheckedRequest request, WorkspaceQuota quota)
    {
        var news = request.Objects.Where(item => inventory.Workload(workspace, item.Key) is null).ToList();
        var has = inventory.Workloads.Where(workload => workload.Workspace == workspace).Select(workload => workload.Key).ToList();
        if (quota.Objects is { } objects && news.Count > 0 && has.Count + news.Count > objects)
        {
            yield return Sentence(objects, "objects", has.Count, has.Count + news.Count);
        }

        var policies = inventory.Policies.Count(policy => policy.Workspace == workspace);
        var newPolicies = request.Policies.Count(policy => inventory.Policy(policy.Key) is null);
        if (quota.Policies is { } most && newPolicies > 0 && policies + newPolicies > most)
        {
            yield return Sentence(most, "policies", policies, policies + newPolicies);
        }

        if (quota.Bytes is { } bytes)
        {
            var size = has.Sum(key => Size(workspace, key));
            var after = size + request.Objects.Sum(item => item.Canonical.Length - Size(workspace, item.Key));
            if (after > bytes && after > size)
            {
                yield return Sentence(bytes, "bytes of objects", size, after);
            }
        }
    }

    private long Size(string workspace, ObjectKey key) => inventory.Find(workspace, key)?.Canonical.Length ?? 0;

    private static string Sentence(long quota, string what, long has, long after) =>
        $"the quota is {quota} {what}, there are {has}, and it would be {after}; delete some first, or ask an admin for more (kse workspace set --quota)";
}
