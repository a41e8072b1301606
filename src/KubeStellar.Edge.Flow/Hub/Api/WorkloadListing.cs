using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>workloads</c>: the workload records; a large object's content is left out, as in the bucket. Of one whose policy has its status written back, <c>status</c>, <c>statusFrom</c> and
/// <c>statusMessage</c> (why there is none): the record itself has none of that.
/// </summary>
internal sealed class WorkloadListing(IHubInventory inventory, IEnumerable<IStatusBack> backs) : IListing
{
    private readonly IStatusBack? _back = backs.FirstOrDefault();

    /// <inheritdoc/>
    public string Resource => "workloads";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        if (scope.Query.Name.Length > 0 && ObjectNames.Explain(scope.Query.Name) is { } wrong)
            throw ApiRequests.Refuse("name", wrong);
        return inventory.Workloads
            .Where(workload => workload.Workspace == scope.Workspace)
            .Where(workload => scope.Query.Name.Length == 0 || ObjectNames.Means(scope.Query.Name, workload.Key))
            .Where(workload => scope.Selector.Requirements.Count == 0 || scope.Selector.Matches(LabelsOf(workload)))
            .Select(workload => new ListedItem(workload.Key.ToString(), null) { Read = t => ShownAsync(workload, t) })
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .ToAsyncEnumerable();
    }

    private async Task<JsonElement> ShownAsync(WorkloadRecord workload, CancellationToken token)
    {
        if (_back is null || await _back.OfAsync(workload.Workspace, workload.Key, token) is not { } back)
            return ApiReplies.Element(workload, ContractsJson.Default.WorkloadRecord);
        var node = ApiReplies.Node(workload, ContractsJson.Default.WorkloadRecord);
        if (back.Status is { } status)
            (node["status"], node["statusFrom"]) = (JsonSerializer.SerializeToNode(status, ContractsJson.Default.JsonElement), back.From);
        else
            node["statusMessage"] = back.Why;
        return ApiReplies.Element(node);
    }

    private Dictionary<string, string> LabelsOf(WorkloadRecord workload)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (workload.Object is { } small)
        {
            Collect(small, labels);
        }
        else if (inventory.Find(workload.Workspace, workload.Key) is { } entry)
        {
            Collect(CanonicalJson.Parse(entry.Canonical.Span), labels);
        }

        return labels;
    }

    private static void Collect(JsonElement workload, Dictionary<string, string> labels)
    {
        if (!workload.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object
            || !metadata.TryGetProperty("labels", out var given) || given.ValueKind != JsonValueKind.Object)
            return;
        foreach (var label in given.EnumerateObject())
        {
            if (label.Value.ValueKind == JsonValueKind.String)
                labels[label.Name] = label.Value.GetString()!;
        }
    }
}
