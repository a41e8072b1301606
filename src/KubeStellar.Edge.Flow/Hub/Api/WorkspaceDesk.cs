using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Sets what workspaces may place. Durable first, then the flow is told, which decides the workspace's policies anew.</summary>
internal sealed class WorkspaceDesk(WorkspaceBook workspaces, HubChanges changes, HubEvents events, TimeProvider time) : IDisposable
{
    private const int MostEntries = 256;
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>The rule of a workspace; null for none.</summary>
    internal WorkspaceRule? RuleOf(string workspace) => workspaces.Of(workspace);

    internal async Task<ApiReply> SetAsync(WorkspaceRequest request, CancellationToken token)
    {
        var rule = request.Workspace with { SetAt = time.GetUtcNow() };
        Check(rule);
        await _one.WaitAsync(token);
        try
        {
            var before = workspaces.Of(rule.Name)?.Record;
            if (request.New && before is not null)
                throw new ApiRefusedException("conflict", $"there is a rule for the workspace {rule.Name} already; kse workspace set changes it");
            if (request.Remove && before is null)
                throw new ApiRefusedException("not-found", $"nothing limits the workspace {rule.Name}");
            await workspaces.SetAsync(rule.Name, request.Remove ? null : rule, token);
            changes.Workspace(rule.Name);
            events.Add(
                request.Remove ? "workspace.removed" : before is null ? "workspace.created" : "workspace.changed", rule.Name, rule.Name, Asker.Unnamed,
                request.Remove ? "nothing limits it any more" : "what it may place", Json(before), request.Remove ? null : Json(rule));
        }
        finally
        {
            _one.Release();
        }

        return ApiReplies.Of(new ItemsResult { Items = [ApiReplies.Element(rule, ContractsJson.Default.WorkspaceRecord)] }, ContractsJson.Default.ItemsResult);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static System.Text.Json.JsonElement? Json(WorkspaceRecord? record) => record is null ? null : ApiReplies.Element(record, ContractsJson.Default.WorkspaceRecord);

    private static void Check(WorkspaceRecord rule)
    {
        var faults = new List<ApiFault>();
        if (Names.ExplainDnsLabel(rule.Name) is { } wrong)
            faults.Add(new ApiFault("request", "name", $"the workspace {wrong}"));
        foreach (var (field, list) in new[] { ("kinds", rule.Kinds), ("namespaces", rule.Namespaces) })
        {
            if (list?.Count > MostEntries || list?.Any(one => one.Length is 0 or > 253 || one.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) == true)
                faults.Add(new ApiFault("request", field, $"at most {MostEntries} names, none of them empty or with spaces"));
        }

        if (rule.Quota is { } quota && new[] { quota.Objects, quota.Bytes, quota.Policies, quota.Edges, quota.Cpu }.Any(one => one < 0))
            faults.Add(new ApiFault("request", "quota", "a quota must not be negative"));
        try
        {
            _ = new WorkspaceRule(rule);
        }
        catch (FormatException error)
        {
            faults.Add(new ApiFault("request", "edges", error.Message));
        }

        if (faults.Count > 0)
            throw new ApiRefusedException("invalid", "the workspace was not changed", faults);
    }
}
