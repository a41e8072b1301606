using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>
/// Records what a policy has in force, and what waits. A release is another set of manifests or another bundle; when only the number of edges
/// changed, the newest release is corrected in place, so that a fleet that joins one by one does not push out what undo needs.
/// </summary>
internal sealed class ReleaseWriter(RolloutTable rollouts, RolloutPlans plans, IOptions<PublishOptions> options, TimeProvider time)
{
    public async Task<RolloutRecord> WriteAsync(PolicyPlan plan, FleetSlots fleet, CancellationToken token)
    {
        var counts = Counts(plan, fleet);
        var stored = !plan.Rolls && IsNew(rollouts.Of(plan.Key), counts) ? await plans.WriteAsync(PlanOf(plan, fleet, rollouts.Of(plan.Key)), token) : default;
        return await rollouts.UpdateAsync(plan.Key, before => With(before, plan, counts, stored), token);
    }

    private static bool IsNew(RolloutRecord? before, SortedDictionary<string, int> counts) =>
        before?.Releases is [.., var last] ? !last.Manifests.Keys.SequenceEqual(counts.Keys) : counts.Count > 0;

    /// <summary>Which edge has what: the way back to this release.</summary>
    private static RolloutPlanRecord PlanOf(PolicyPlan plan, FleetSlots fleet, RolloutRecord? before) => new()
    {
        Policy = plan.Key,
        Number = (before?.Releases is [.., var last] ? last.Number : 0) + 1,
        Waves = [],
        From = [],
        To = RolloutPlans.Half(fleet, Enumerable.Range(0, Math.Min(fleet.Count, plan.InForce.Length)).Where(slot => fleet[slot] is not null && plan.InForce[slot] is not null), slot => plan.InForce[slot]),
    };

    private RolloutRecord With(RolloutRecord before, PolicyPlan plan, SortedDictionary<string, int> counts, Digest stored)
    {
        var after = before;
        if (plan.Hold is null ? before.Hold is not null : before.Hold is null || before.Hold.Id != plan.Hold.Id)
        {
            after = after with { Hold = plan.Hold };
        }

        if (plan.Rolls)
        {
            // Its rollouts record its releases.
            return after;
        }

        var last = before.Releases is [.., var newest] ? newest : null;
        var sameSet = last is not null && last.Manifests.Keys.SequenceEqual(counts.Keys);
        if (last is null ? counts.Count > 0 : !sameSet)
        {
            var bundle = plan.Bundle.IsZero && last is not null ? last.Bundle : plan.Bundle;
            var release = new ReleaseRecord((last?.Number ?? 0) + 1, bundle, counts, time.GetUtcNow())
            {
                Plan = stored,
                Inputs = RolloutInputs.Of(plan),
                Cause = before.Pin is not null ? RolloutCause.Undo : RolloutCause.Change,
                EndedAt = time.GetUtcNow(),
            };
            after = after with { Releases = [.. before.Releases.Append(release).TakeLast(options.Value.Releases)] };
        }
        else if (last is not null && !last.Manifests.SequenceEqual(counts))
        {
            after = after with { Releases = [.. before.Releases.SkipLast(1), last with { Manifests = counts }] };
        }

        return after;
    }

    private static SortedDictionary<string, int> Counts(PolicyPlan plan, FleetSlots fleet)
    {
        var byManifest = new Dictionary<ManifestRef, int>(ReferenceEqualityComparer.Instance);
        for (var slot = 0; slot < Math.Min(fleet.Count, plan.InForce.Length); slot++)
        {
            if (fleet[slot] is not null && plan.InForce[slot] is { } manifest)
            {
                byManifest[manifest] = byManifest.GetValueOrDefault(manifest) + 1;
            }
        }

        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (manifest, edges) in byManifest)
        {
            counts[manifest.Digest.ToString()] = edges;
        }

        return counts;
    }
}
