using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Customize;
using KubeStellar.Edge.Flow.Hub.Decide;
using KubeStellar.Edge.Flow.Hub.Gate;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>What a request would change and cost: plans of the policies that it touches, made beside the real ones and thrown away.</summary>
internal sealed partial class HubFlow
{
    async Task<ApiReply> IHubAnswerer.ForecastAsync(string workspace, ApplyRequest request, CancellationToken token)
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

        var groups = new ChangeGroups(_plan.Fleet);
        foreach (var one in foresight.Objects)
        {
            groups.Add(one);
        }

        var next = foresight.Objects.SelectMany(one => new[] { one.Holder, one.Owner }).OfType<PolicyKey>().Distinct().Order().Select(key => Next(key, foresight)).ToList();
        var weighed = gate.Weigh(next, _plan.Policies.Values, _plan.Fleet);
        var manifests = next.SelectMany(plan => Enumerable.Range(0, _plan.Fleet.Count).Where(slot => !plan.KeepsAt(slot)).Select(slot => plan.Wanted[slot])).OfType<ManifestRef>().Distinct().ToList();
        var result = groups.Result() with
        {
            Stalls = Stalls(foresight),
            Carries = foresight.Carries.Count > 0 ? foresight.Carries : null,
            Contents = NewContents(foresight, manifests, next) + next.Count(IsRelease),
            Manifests = manifests.Select(manifest => manifest.Digest).Distinct().Count(digest => !state.Contents.IsStored(digest)),
            Roots = Enumerable.Range(0, _plan.Fleet.Count).Count(slot => _plan.Fleet[slot] is not null && next.Exists(plan => Gatekeeper.Target(plan, slot)?.Digest != plan.InForce[slot]?.Digest)),
            Removals = weighed.Sum(one => one.Removals.Count),
            Placements = Gatekeeper.Total(_plan.Policies.Values, _plan.Fleet),
            Holds = [.. weighed.Where(one => one.Hold is not null).Select(one => new PreviewHold(one.Plan.Key.ToString(), one.Removals.Count, one.Hold!.Edges, one.Hold.Sample))],
        };
        return new ApiReply { Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.PreviewResult) };
    }

    /// <summary>Whether a policy's change makes another release: its plan, which says who had what, is a content as well.</summary>
    private bool IsRelease(PolicyPlan plan)
    {
        var slots = Enumerable.Range(0, _plan.Fleet.Count).Where(slot => _plan.Fleet[slot] is not null).ToList();
        var next = slots.Select(slot => Gatekeeper.Target(plan, slot)?.Digest).OfType<Digest>().ToHashSet();
        return plan.Shape?.Rollout is not null
            ? slots.Exists(slot => Gatekeeper.Target(plan, slot)?.Digest != plan.InForce[slot]?.Digest)
            : !next.SetEquals(slots.Select(slot => plan.InForce[slot]?.Digest).OfType<Digest>());
    }

    /// <summary>A policy's plan as it would be.</summary>
    private PolicyPlan Next(PolicyKey key, Foresight foresight)
    {
        var now = _plan.Policies.GetValueOrDefault(key);
        var next = foresight.Plans[key];
        next.Grow(_plan.Fleet.Count);
        var decisions = now?.Objects.ToDictionary(pair => pair.Key, ObjectPlan? (pair) => pair.Value) ?? [];
        foreach (var one in foresight.Objects)
        {
            decisions.Remove(one.Key);
            if (one.Owner == key)
            {
                decisions[one.Key] = one.Then;
            }
        }

        ManifestBuilder.Commit(next, [.. decisions.Select(pair => new Decision(pair.Key, pair.Value, null))], _plan.Fleet, whole: true);
        next.Stick();
        return next;
    }

    /// <summary>Contents that the manifests name and that are not stored: those of the objects, and the bundles.</summary>
    private int NewContents(Foresight foresight, IReadOnlyList<ManifestRef> manifests, IReadOnlyList<PolicyPlan> next)
    {
        var named = manifests.SelectMany(manifest => manifest.Record!.Objects).Select(entry => entry.Content).ToHashSet();
        var contents = foresight.Objects.Where(one => one.Then is not null)
            .SelectMany(one => one.Then!.Variants.SelectMany(variant => variant.Parts(one.Key))).Select(part => part.Content).Where(named.Contains);
        var bundles = next.Where(plan => manifests.Any(manifest => manifest.Entry.Policy == plan.Key)).Select(plan => plan.Bundle);
        return contents.Concat(bundles).Distinct().Count(digest => !state.Contents.IsStored(digest));
    }

    private List<PreviewStall> Stalls(Foresight foresight)
    {
        var stalls = new List<PreviewStall>();
        foreach (var (policy, key, fault) in foresight.Stalled)
        {
            var has = _plan.Policies.GetValueOrDefault(policy)?.InForce ?? [];
            stalls.Add(Stall(policy, key, fault, true, Enumerable.Range(0, Math.Min(has.Length, _plan.Fleet.Count)).Where(slot => has[slot] is not null)));
        }

        foreach (var one in foresight.Objects.Where(one => one.Then is not null))
        {
            stalls.AddRange(one.Then!.Failed.Select(failed => Stall(one.Owner!.Value, one.Key, failed.Fault, false, failed.Edges.Members())));
        }

        return stalls;
    }

    private PreviewStall Stall(PolicyKey policy, ObjectKey? key, PolicyFault fault, bool whole, IEnumerable<int> slots)
    {
        var ids = slots.Select(slot => _plan.Fleet[slot]?.Id).OfType<string>().ToList();
        return new PreviewStall(policy.ToString(), key?.ToString() ?? "", ids.Count, whole, fault.Reason, fault.Message, fault.Location, ChangeGroups.Sample(ids));
    }
}
