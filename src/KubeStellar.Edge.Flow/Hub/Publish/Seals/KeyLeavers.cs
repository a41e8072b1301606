using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>
/// Who had a data key and is to have nothing of its object any more, and which variants therefore get another key; pure. Going from one variant of an object to another is no leaving, so a
/// rollout rotates nothing, and neither does a variant that nobody is to keep.
/// </summary>
internal static class KeyLeavers
{
    private static readonly HashSet<Digest> None = [];

    /// <summary>Variants to rotate.</summary>
    /// <param name="plan">The plan; what is in force is as before the publication.</param>
    /// <param name="drafts">Roots to be published.</param>
    /// <param name="leaving">Edges that are no longer in the inventory, whose roots are still there.</param>
    /// <param name="seals">Keys in force.</param>
    /// <param name="target">What an edge is to have of a policy now.</param>
    public static IReadOnlySet<Digest> Rotate(
        FleetPlan plan, IReadOnlyList<RootDraft> drafts, IReadOnlyCollection<string> leaving, SealsInForce seals, Func<PolicyPlan, int, ManifestRef?> target)
    {
        if (seals.Variants.Count == 0)
        {
            return None;
        }

        var lost = new HashSet<Digest>();
        foreach (var draft in drafts)
        {
            foreach (var key in seals.Of(draft.Edge)?.Keys ?? [])
            {
                if (!lost.Contains(key.Variant) && !Keeps(plan, draft, key.Variant))
                {
                    lost.Add(key.Variant);
                }
            }
        }

        lost.UnionWith(leaving.SelectMany(edge => seals.Of(edge)?.Keys ?? []).Select(key => key.Variant));
        if (lost.Count > 0)
        {
            lost.IntersectWith(Kept(plan, target));
        }

        return lost;
    }

    /// <summary>Whether a root takes a rotated key away: such roots come after those that give the new key, so that who dies in between rotates again rather than never.</summary>
    public static bool IsLate(RootDraft draft, SealsInForce seals, IReadOnlySet<Digest> rotated)
    {
        foreach (var key in seals.Of(draft.Edge)?.Keys ?? [])
        {
            if (rotated.Contains(key.Variant) && !SealKeeper.Names(draft.Manifests, key.Variant))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Keeps(FleetPlan plan, RootDraft draft, Digest variant)
    {
        if (SealKeeper.Names(draft.Manifests, variant) || Array.Exists(draft.Manifests, manifest => manifest.Record is null))
        {
            return true;
        }

        foreach (var policy in plan.Policies.Values)
        {
            foreach (var entry in draft.Slot < policy.InForce.Length ? policy.InForce[draft.Slot]?.Sealed ?? [] : [])
            {
                if (entry.Content == variant)
                {
                    return Array.Exists(draft.Manifests, manifest => manifest.Entry.Policy.Workspace == policy.Key.Workspace && Array.Exists(manifest.Sealed, one => Owner(one) == Owner(entry)));
                }
            }
        }

        return false;
    }

    private static ObjectKey Owner(ManifestEntry entry) => entry.Source ?? entry.Key;

    /// <summary>Variants that edges are to have now and, as far as is known, later.</summary>
    private static HashSet<Digest> Kept(FleetPlan plan, Func<PolicyPlan, int, ManifestRef?> target)
    {
        var kept = new HashSet<Digest>();
        foreach (var policy in plan.Policies.Values)
        {
            var moves = policy.Progress?.Phase is RolloutPhase.Progressing or RolloutPhase.Waiting;
            var seen = new HashSet<(ManifestRef Now, ManifestRef? Later)>();
            for (var slot = 0; slot < plan.Fleet.Count; slot++)
            {
                if (plan.Fleet[slot] is null || target(policy, slot) is not { Sealed.Length: > 0 } now)
                {
                    continue;
                }

                var later = moves ? policy.Want(slot) : now;
                if (seen.Add((now, later)))
                {
                    kept.UnionWith(now.Sealed.Select(entry => entry.Content).Where(content => Array.Exists(later?.Sealed ?? [], entry => entry.Content == content)));
                }
            }
        }

        return kept;
    }
}
