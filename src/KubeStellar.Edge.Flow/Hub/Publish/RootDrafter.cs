using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>Drafts one root for every edge whose entries change, that has no root yet, or whose data keys are not those that it is to have.</summary>
internal sealed class RootDrafter(RootTable roots, SealKeeper seals)
{
    private readonly List<ManifestRef> _entries = [];

    /// <summary>Drafts, and the manifests that are new to some edge, by policy.</summary>
    public (List<RootDraft> Drafts, Dictionary<PolicyPlan, HashSet<ManifestRef>> PerPolicy) Draft(FleetPlan plan, Func<PolicyPlan, int, ManifestRef?> target)
    {
        var drafts = new List<RootDraft>();
        var perPolicy = new Dictionary<PolicyPlan, HashSet<ManifestRef>>();
        var policies = plan.Policies.Values.ToArray();
        for (var slot = 0; slot < plan.Fleet.Count; slot++)
        {
            // Of an edge that is held the last root stays what it is; the next one is published when a person let it go.
            if (plan.Fleet[slot] is { Hold: null } edge && Draft(edge, slot, policies, target, perPolicy) is { } draft)
            {
                drafts.Add(draft);
            }
        }

        return (drafts, perPolicy);
    }

    /// <summary>Drafts for those who keep a variant that gets another key, and have no draft yet.</summary>
    public IEnumerable<RootDraft> Keepers(FleetPlan plan, Func<PolicyPlan, int, ManifestRef?> target, IReadOnlySet<Digest> rotated, IEnumerable<RootDraft> drafts)
    {
        var drafted = drafts.Select(draft => draft.Slot).ToHashSet();
        for (var slot = 0; slot < plan.Fleet.Count; slot++)
        {
            if (plan.Fleet[slot] is { Hold: null } edge && !drafted.Contains(slot) && roots.Of(edge.Id) is { } before
                && (roots.Seals.Of(edge.Id)?.Keys ?? []).Any(key => rotated.Contains(key.Variant)))
            {
                var manifests = plan.Policies.Values.Select(policy => target(policy, slot)).OfType<ManifestRef>().ToArray();
                yield return new RootDraft(edge.Id, slot, manifests, before, before.BucketRevision) { Sealed = true, ExchangeKey = edge.Identity.ExchangeKey };
            }
        }
    }

    private RootDraft? Draft(EdgeRecord edge, int slot, PolicyPlan[] policies, Func<PolicyPlan, int, ManifestRef?> target, Dictionary<PolicyPlan, HashSet<ManifestRef>> perPolicy)
    {
        var (changed, holds) = (false, false);
        _entries.Clear();
        foreach (var policy in policies)
        {
            var manifest = target(policy, slot);
            if (manifest is not null)
            {
                _entries.Add(manifest);
                holds |= manifest.Sealed.Length > 0;
            }

            if (ReferenceEquals(manifest, policy.InForce[slot]))
            {
                continue;
            }

            changed = true;
            if (manifest is not null)
            {
                if (!perPolicy.TryGetValue(policy, out var manifests))
                {
                    perPolicy[policy] = manifests = new HashSet<ManifestRef>(ReferenceEqualityComparer.Instance);
                }

                manifests.Add(manifest);
            }
        }

        var before = roots.Of(edge.Id);
        var stale = roots.Stale.TryGetValue(edge.Id, out var present);
        holds |= before?.Root.DataKeys is not null;
        if (!changed && before is not null && !stale && (!holds || seals.Fits(edge, _entries)))
        {
            return null;
        }

        var unreadable = 0UL;
        if (before is null && roots.Unreadable.TryGetValue(edge.Id, out unreadable) && Array.Exists(policies, policy => policy.KeepsAt(slot)))
        {
            // Nobody knows what this edge has of a policy that keeps: it waits until every policy can say what it should have.
            return null;
        }

        if (before is null && Array.Exists(policies, static policy => policy is { Record: not null, GrantOf.IsZero: true }))
        {
            // How far the parent lets it roll out is not known yet, and nobody knows what this edge has: a root that names less would take it away.
            return null;
        }

        return new RootDraft(edge.Id, slot, [.. _entries], before, stale ? present : before?.BucketRevision ?? unreadable) { Sealed = holds, ExchangeKey = edge.Identity.ExchangeKey };
    }
}
