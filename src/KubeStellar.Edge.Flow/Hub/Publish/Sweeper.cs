using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>
/// Deletes contents that no kept tree names: not the roots' manifests, not those of the last ten releases, not a
/// large workload object, not what a recorded decision stands on, not what was stored a moment ago. While the hub holds, or when any kept manifest cannot be read, it deletes nothing.
/// </summary>
internal sealed class Sweeper(
    ContentPool contents, ManifestCache manifests, RootTable roots, RolloutTable rollouts, RolloutPlans plans, DecisionTable decisions, IHubInventory inventory, HubHold hold, IOptions<PublishOptions> options, TimeProvider time)
{
    /// <summary>Sweeps; returns how many were deleted, or -1 when it did not dare.</summary>
    public async Task<int> SweepAsync(CancellationToken token)
    {
        if (hold.Holds || roots.Unreadable.Count > 0)
        {
            return -1;
        }

        // Plans of rollouts are contents themselves; what they name is what somebody may go back to.
        var stored = new HashSet<Digest>();
        var named = Manifests().ToHashSet();
        foreach (var plan in rollouts.All.SelectMany(PlansOf).ToHashSet())
        {
            stored.Add(plan);
            if (await plans.ReadAsync(plan, token) is not { } record)
            {
                continue; // Nobody can go back to it any more, and nothing hangs on it.
            }

            // What a rollout that was overtaken never published is not there.
            named.UnionWith(record.From.Keys.Concat(record.To.Keys).Where(text => text.Length > 0).Select(Digest.Parse).Where(contents.IsStored));
        }

        var kept = new HashSet<Digest>(named);
        foreach (var digest in named)
        {
            if (await manifests.ReadAsync(digest, token) is not { } manifest)
            {
                return -1;
            }

            kept.Add(manifest.Bundle);
            kept.UnionWith(manifest.Objects.Select(entry => entry.Content));
        }

        kept.UnionWith(inventory.Workloads.Where(workload => workload.Object is null).Select(workload => workload.Digest));
        kept.UnionWith(inventory.Policies.Select(policy => policy.Digest));
        kept.UnionWith(roots.Seals.Stored);
        kept.UnionWith(decisions.Contents);
        kept.UnionWith(stored);
        foreach (var digest in kept.ToList())
        {
            if (await contents.StoredAsync(digest, token) is { } value && ContentEncoding.TryReadChunks(value.Span, out var chunks))
            {
                kept.UnionWith(chunks.Parts.Select(part => part.Digest));
            }
        }

        var grace = time.GetUtcNow() - options.Value.SweepGrace;
        var gone = contents.Stored.Where(stored => !kept.Contains(stored.Key) && stored.Value.At < grace).Select(stored => stored.Key).ToList();
        await contents.DeleteAsync(gone, token);
        return gone.Count;
    }

    private static IEnumerable<Digest> PlansOf(RolloutRecord rollout) => rollout.Releases.Select(release => release.Plan)
        .Append(rollout.Progress?.Plan ?? default).Append(rollout.Pin?.Plan ?? default).Where(plan => !plan.IsZero);

    private IEnumerable<Digest> Manifests() =>
        roots.All.SelectMany(root => root.Root.Policies).Select(entry => entry.Manifest)
            .Concat(rollouts.All.SelectMany(rollout => rollout.Releases).SelectMany(release => release.Manifests.Keys).Select(Digest.Parse));
}
