using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>
/// Records what a policy has in force, and what waits. A release is another set of manifests or another bundle; when only the number of edges
/// changed, the newest release is corrected in place, so that a fleet that joins one by one does not push out what undo needs.
/// </summary>
internal sealed class ReleaseWriter(RolloutTable rollouts, IOptions<PublishOptions> options, TimeProvider time)
{
    public Task<RolloutRecord> WriteAsync(PolicyPlan plan, FleetSlots fleet, CancellationToken token) =>
        rollouts.UpdateAsync(plan.Key, before => With(before, plan, Counts(plan, fleet)), token);

    private RolloutRecord With(RolloutRecord before, PolicyPlan plan, SortedDictionary<string, int> counts)
    {
        var after = before;
        if (plan.Hold is null ? before.Hold is not null : before.Hold is null || before.Hold.Id != plan.Hold.Id)
        {
            after = after with { Hold = plan.Hold };
        }

        var last = before.Releases is [.., var newest] ? newest : null;
        var sameSet = last is not null && last.Manifests.Keys.SequenceEqual(counts.Keys);
        if (last is null ? counts.Count > 0 : !sameSet)
        {
            var bundle = plan.Bundle.IsZero && last is not null ? last.Bundle : plan.Bundle;
            var release = new ReleaseRecord((last?.Number ?? 0) + 1, bundle, counts, time.GetUtcNow());
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
