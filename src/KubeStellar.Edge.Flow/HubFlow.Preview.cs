using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow;

/// <summary>What a request would change: decided by the same stages over an overlay, with nothing written and nothing kept.</summary>
internal sealed partial class HubFlow
{
    private const int MostItems = 2000;
    private const int MostBodies = 384 * 1024;

    async Task<ApiReply> IHubAnswerer.PreviewAsync(string workspace, ApplyRequest request, CancellationToken token)
    {
        CheckedRequest good;
        try
        {
            good = await check.CheckAsync(workspace, request, token);
        }
        catch (RequestRefusedException refused)
        {
            return Replies.Error(refused.Error);
        }

        var overlay = new PreviewInventory(inventory, workspace, good);
        var plans = await OverlayAsync(overlay, workspace, token);
        var owners = ownership.Over(overlay);
        if (await owners.AskAsync(plans.Values, null, token) is [var (stalled, fault), ..])
        {
            await ForgetPreviewAsync(plans.Values, token);
            return Replies.Error(new ApiError("invalid", $"{stalled.Key} would stall", [new ApiFault(fault.Location, stalled.Key.ToString(), $"{fault.Reason}: {fault.Message}")]));
        }

        owners.Decide(plans, null);
        var asked = good.Objects.Select(item => item.Key).ToHashSet();
        foreach (var item in good.Policies)
        {
            asked.UnionWith(owners.OwnedBy(item.Key));
            asked.UnionWith(_plan.Policies.GetValueOrDefault(item.Key)?.Objects.Keys.AsEnumerable() ?? []);
        }

        var items = good.Libraries.Where(library => inventory.Library(library.Key) is null).Select(library => Item(library.Key.Library)).ToList();
        var bodies = 0;
        foreach (var key in asked.Order())
        {
            var before = _plan.Policies.Values.Where(plan => plan.Key.Workspace == workspace).Select(plan => plan.Objects.GetValueOrDefault(key)).FirstOrDefault(plan => plan is not null);
            ObjectPlan? after = null;
            if (owners.Owner(workspace, key) is { } owner)
            {
                var plan = plans[owner];
                var outcome = await EvaluateAsync(
                    new ObjectQuestion(plan.Shape!, plan.Loaded, key, overlay.Workload(workspace, key)!.Digest, overlay.WorkloadContent(workspace, key), _plan.Fleet.All()), token);
                if (!outcome.Ok)
                {
                    await ForgetPreviewAsync(plans.Values, token);
                    return Replies.Error(new ApiError(
                        "invalid", $"{owner} would stall", [new ApiFault(outcome.Fault.Location, key.ToString(), $"{outcome.Fault.Reason}: {outcome.Fault.Message}")]));
                }

                after = outcome.Value.Plan;
            }

            for (var slot = 0; slot < _plan.Fleet.Count && items.Count < MostItems; slot++)
            {
                var (old, next) = (before?.At(slot), after?.At(slot));
                if (_plan.Fleet[slot] is { } edge && old?.Content != next?.Content)
                {
                    items.Add(Item(edge.Id, key, old, next, ref bodies));
                }
            }
        }

        await ForgetPreviewAsync(plans.Values, token);
        return new ApiReply { Result = JsonSerializer.SerializeToElement(new ItemsResult { Items = items }, ContractsJson.Default.ItemsResult) };
    }

    private async Task<Dictionary<PolicyKey, PolicyPlan>> OverlayAsync(PreviewInventory overlay, string workspace, CancellationToken token)
    {
        var plans = new Dictionary<PolicyKey, PolicyPlan>();
        foreach (var policy in overlay.Policies.Where(policy => policy.Workspace == workspace))
        {
            var key = new PolicyKey(policy.Workspace, policy.Name);
            var outcome = await runtime.LoadAsync(policy.Digest, policy.Bundle, token);
            if (outcome.Ok)
            {
                plans[key] = new PolicyPlan(key) { Record = policy, Shape = outcome.Value, Loaded = policy.Digest };
            }
        }

        return plans;
    }

    private async Task ForgetPreviewAsync(IEnumerable<PolicyPlan> plans, CancellationToken token)
    {
        foreach (var plan in plans)
        {
            if (_plan.Policies.Values.All(known => known.Loaded != plan.Loaded && known.Bundle != plan.Loaded) && inventory.Policies.All(policy => policy.Digest != plan.Loaded))
            {
                await runtime.ForgetAsync(plan.Loaded, token);
            }
        }
    }

    private static JsonElement Item(LibraryReference library) =>
        new JsonObject { ["resource"] = "library", ["key"] = library.ToString(), ["change"] = "added" }.Deserialize(ContractsJson.Default.JsonElement);

    private static JsonElement Item(string edge, ObjectKey key, Variant? before, Variant? after, ref int bodies)
    {
        var node = new JsonObject
        {
            ["edge"] = edge,
            ["object"] = key.ToString(),
            ["change"] = before is null ? "added" : after is null ? "removed" : "changed",
            ["beforeDigest"] = before?.Content.ToString(),
            ["afterDigest"] = after?.Content.ToString(),
        };
        var size = (before?.Bytes?.Length ?? 0) + (after?.Bytes?.Length ?? 0);
        if (bodies + size <= MostBodies)
        {
            // Beyond what one message holds, digests must do.
            bodies += size;
            node["before"] = before?.Bytes is { } old ? JsonNode.Parse(old) : null;
            node["after"] = after?.Bytes is { } next ? JsonNode.Parse(next) : null;
        }

        return node.Deserialize(ContractsJson.Default.JsonElement);
    }
}
