using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Decide;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>What a request would change: decided by the same stages over an overlay, with nothing written and nothing kept.</summary>
internal sealed partial class HubFlow
{
    private const int MostItems = 2000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);
    private const int MostBodies = 384 * 1024;

    async Task<ApiReply> IHubAnswerer.PreviewAsync(string workspace, ApplyRequest request, CancellationToken token)
    {
        Foresight foresight;
        try
        {
            foresight = await ForeseeInTimeAsync(workspace, request, token);
        }
        catch (RequestRefusedException refused)
        {
            return Replies.Error(refused.Error);
        }

        if (foresight.Stalled is [{ Fault: { } fault } stalled, ..])
        {
            var where = stalled.Key?.ToString() ?? stalled.Policy.ToString();
            return Replies.Error(new ApiError("invalid", $"{stalled.Policy} would stall", [new ApiFault(fault.Location, where, $"{fault.Reason}: {fault.Message}")]));
        }

        var items = foresight.Libraries.Select(Item).ToList();
        var bodies = 0;
        foreach (var one in foresight.Objects)
        {
            for (var slot = 0; slot < _plan.Fleet.Count && items.Count < MostItems; slot++)
            {
                var (old, next) = (one.Now?.At(slot), one.At(slot));
                if (_plan.Fleet[slot] is { } edge && old?.Content != next?.Content)
                {
                    items.Add(Item(edge.Id, one.Key, old, next, ref bodies));
                }
            }
        }

        return new ApiReply { Result = JsonSerializer.SerializeToElement(new ItemsResult { Items = items }, ContractsJson.Default.ItemsResult) };
    }

    /// <summary>The same, for as long as the hub's one writer may be kept from its work.</summary>
    /// <exception cref="RequestRefusedException">The request would be refused, or it takes too long.</exception>
    private async Task<Foresight> ForeseeInTimeAsync(string workspace, ApplyRequest request, CancellationToken token)
    {
        using var deadline = new CancellationTokenSource(MostTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, deadline.Token);
        try
        {
            return await ForeseeAsync(workspace, request, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !token.IsCancellationRequested)
        {
            throw RequestRefusedException.Because("timeout", $"it was not foreseen within {MostTime.TotalSeconds:0} s; ask about fewer objects and policies at a time");
        }
    }

    /// <summary>Decides every object that a request may change as it would be decided after it.</summary>
    /// <exception cref="RequestRefusedException">The request would be refused.</exception>
    private async Task<Foresight> ForeseeAsync(string workspace, ApplyRequest request, CancellationToken token)
    {
        var good = await check.CheckAsync(workspace, request, token);
        var overlay = new PreviewInventory(inventory, workspace, good);
        var plans = await OverlayAsync(overlay, workspace, token);
        try
        {
            var owners = ownership.Over(overlay);
            var stalled = (await owners.AskAsync(plans.Values, null, token)).Select(one => new ForeseenStall(one.Policy.Key, null, one.Fault)).ToList();
            owners.Decide(plans, null);
            var asked = good.Objects.Select(item => item.Key).ToHashSet();
            foreach (var item in good.Policies)
            {
                asked.UnionWith(owners.OwnedBy(item.Key));
                asked.UnionWith(_plan.Policies.GetValueOrDefault(item.Key)?.Objects.Keys.AsEnumerable() ?? []);
            }

            // What a policy only carries up changes nothing at its edges.
            asked.RemoveWhere(UpsyncSubject.Is);
            var objects = new List<Foreseen>();
            var reader = new LinkReader(overlay.Workloads.Where(workload => workload.Workspace == workspace).Select(workload => workload.Key));
            foreach (var key in asked.Order())
            {
                var holder = _plan.Policies.Values.FirstOrDefault(plan => plan.Key.Workspace == workspace && plan.Objects.ContainsKey(key));
                ObjectPlan? then = null;
                if (owners.Owner(workspace, key) is { } owner)
                {
                    var outcome = await ForeseeAsync(plans[owner], overlay, reader, key, token);
                    if (!outcome.Ok)
                    {
                        stalled.Add(new ForeseenStall(owner, key, outcome.Fault));
                    }

                    then = outcome.Value?.Plan;
                }

                var one = new Foreseen(key, holder?.Key, holder?.Objects[key], owners.Owner(workspace, key), then);

                // A policy that cannot be loaded keeps what its edges have, and so does one that yields to it.
                if ((one.Holder is not { } present || plans.ContainsKey(present)) && (one.Owner is not { } next || !Excludes(next, key)))
                {
                    objects.Add(one);
                }
            }

            var stay = stalled.Select(one => one.Policy).ToHashSet();
            return new Foresight(plans, [.. objects.Where(one => !one.Concerns(stay))], stalled)
            {
                Libraries = [.. good.Libraries.Select(library => library.Key).Where(library => inventory.Library(library) is null).Select(library => library.Library)],
                Carries = [.. good.Policies.Select(item => item.Key).Order().Where(key => plans.GetValueOrDefault(key)?.Shape?.Upsync is { Count: > 0 }).Select(key => UpsyncText.Of(key, plans[key].Shape!.Upsync!))],
            };
        }
        finally
        {
            // Also of one that took too long.
            await ForgetPreviewAsync(plans.Values, CancellationToken.None);
        }
    }

    private bool Excludes(PolicyKey policy, ObjectKey key) => _plan.Policies.GetValueOrDefault(policy)?.Excluded.Contains(key) == true;

    /// <summary>Decides one object over the overlay; where its affinity asks for other objects, those count as they are placed now.</summary>
    private async Task<PolicyOutcome<Decision>> ForeseeAsync(PolicyPlan plan, PreviewInventory overlay, LinkReader reader, ObjectKey key, CancellationToken token)
    {
        if (overlay.Find(plan.Key.Workspace, key) is not { } entry)
        {
            // Deleted meanwhile.
            return new PolicyOutcome<Decision>(new Decision(key, null, null), null);
        }

        var (source, workload) = (entry.Record.Digest, entry.Canonical);
        if (plan.Shape!.Relates)
        {
            var traits = await placer.DescribeAsync(plan.Loaded, source, workload, token);
            if (!traits.Ok)
            {
                return new PolicyOutcome<Decision>(null, traits.Fault);
            }

            plan.Links[key] = reader.Read(key, traits.Value);
        }

        var barred = Barred(plan, key);
        var question = new ObjectQuestion(plan.Shape, plan.Loaded, key, source, workload, EdgeSets.Minus(_plan.Fleet.All(), EdgeFaults.Edges(barred)))
        {
            Barred = barred,
            Ruled = Ruled(plan, key),
            Current = plan.Shape.Chooses ? Current(plan, key, _plan.Policies.GetValueOrDefault(plan.Key)?.Objects.GetValueOrDefault(key)) : EdgeSets.Empty,
        };
        var outcome = await EvaluateAsync(question, token);
        return outcome.Ok && plan.Links.TryGetValue(key, out var links)
            ? new PolicyOutcome<Decision>(outcome.Value with { Plan = outcome.Value.Plan! with { Needs = NeedsOf(plan, links) } }, null)
            : outcome;
    }

    /// <summary>The workspace's policies as they would be, with what is in force now; without their objects.</summary>
    private async Task<Dictionary<PolicyKey, PolicyPlan>> OverlayAsync(PreviewInventory overlay, string workspace, CancellationToken token)
    {
        var plans = new Dictionary<PolicyKey, PolicyPlan>();
        foreach (var policy in overlay.Policies.Where(policy => policy.Workspace == workspace))
        {
            var key = new PolicyKey(policy.Workspace, policy.Name);
            var outcome = await bundles.LoadAsync(policy.Digest, policy.Bundle, token);
            if (!outcome.Ok)
            {
                continue;
            }

            var plan = plans[key] = new PolicyPlan(key) { Record = policy, Shape = outcome.Value, Loaded = policy.Digest, Bundle = policy.Digest };
            plan.Grow(_plan.Fleet.Count);
            if (_plan.Policies.GetValueOrDefault(key) is { } now)
            {
                now.InForce.AsSpan(0, Math.Min(now.InForce.Length, plan.InForce.Length)).CopyTo(plan.InForce);
                foreach (var (left, edges) in now.Yields)
                {
                    plan.Yields[left] = edges;
                }
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
                await bundles.ForgetAsync(plan.Loaded, token);
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
        var size = ChangeGroups.Size(before, key) + ChangeGroups.Size(after, key);
        if (bodies + size <= MostBodies)
        {
            // Beyond what one message holds, digests must do.
            bodies += size;
            node["before"] = ChangeGroups.Body(before, key) is { } old ? JsonSerializer.SerializeToNode(old, ContractsJson.Default.JsonElement) : null;
            node["after"] = ChangeGroups.Body(after, key) is { } next ? JsonSerializer.SerializeToNode(next, ContractsJson.Default.JsonElement) : null;
        }

        return node.Deserialize(ContractsJson.Default.JsonElement);
    }
}
