using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>
/// Makes edges' durable roots say what the gate let go. Contents, then manifests, then roots, then releases: whatever can be seen can be
/// followed to its end, and a crash leaves at worst contents that nobody names yet. Where a data key is rotated, the roots that give the new one come before those that take the old one away.
/// </summary>
internal sealed class Publisher(
    IBuckets buckets, ContentPublisher contents, RootDrafter drafter, SealKeeper seals, RootPublisher rootPublisher, RootTable roots, ReleaseWriter releases, BucketLedger ledger)
{
    /// <summary>Publishes one root for every edge whose entries change, or that has no root yet; nothing for others.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="target">What the gate lets an edge have of a policy.</param>
    /// <param name="contentsLost">The bucket of contents lost some: those in force are stored again.</param>
    /// <param name="leaving">Edges that left the inventory, or whose id another device has now: the data keys that their roots give them are rotated.</param>
    /// <param name="observers">Told of what became durable.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <returns>How many roots were written, and why not all; empty when all were.</returns>
    public async Task<(int Written, string Failed)> PublishAsync(
        FleetPlan plan, Func<PolicyPlan, int, ManifestRef?> target, bool contentsLost, IReadOnlyCollection<string> leaving, IReadOnlyList<IRootObserver> observers, CancellationToken token)
    {
        if (contentsLost)
        {
            await StoreAgainAsync(plan, token);
        }

        var (drafts, perPolicy) = drafter.Draft(plan, target);
        var rotated = KeyLeavers.Rotate(plan, drafts, leaving, roots.Seals, target);
        if (rotated.Count > 0)
        {
            drafts.AddRange([.. drafter.Keepers(plan, target, rotated, drafts)]);
        }

        foreach (var (policy, manifests) in perPolicy)
        {
            await contents.PublishAsync(policy, manifests, false, token);
        }

        await seals.SealAsync(drafts, rotated, token);
        if (rotated.Count == 0)
        {
            return await PublishAsync(plan, drafts, observers, token);
        }

        var late = drafts.ToLookup(draft => KeyLeavers.IsLate(draft, roots.Seals, rotated));
        var (written, failed) = await PublishAsync(plan, [.. late[false]], observers, token);
        if (failed.Length == 0 && late[true].Any())
        {
            (var more, failed) = await PublishAsync(plan, [.. late[true]], observers, token);
            written += more;
        }

        return (written, failed);
    }

    /// <summary>Whether an edge's root gives it data keys, so that it may go only after these are rotated.</summary>
    public bool HoldsKeys(string edge) => roots.Seals.Of(edge) is not null;

    private async Task StoreAgainAsync(FleetPlan plan, CancellationToken token)
    {
        foreach (var policy in plan.Policies.Values)
        {
            // What is in force must be there to be fetched, as far as it can still be derived: what a policy keeps, what a wave has not come to, or what an edit of a moment ago is about to replace is decided no more.
            var present = policy.InForce.Where((manifest, slot) => manifest is not null && slot < plan.Fleet.Count).Select(manifest => manifest!).ToHashSet();
            await contents.PublishAsync(policy, present, true, token);
            await seals.RestoreAsync(present, token);
        }
    }

    private async Task<(int Written, string Failed)> PublishAsync(FleetPlan plan, IReadOnlyList<RootDraft> drafts, IReadOnlyList<IRootObserver> observers, CancellationToken token)
    {
        var result = await rootPublisher.PublishAsync(drafts, token);
        var changes = new RootChange[result.Written.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            var (draft, root, keys) = result.Written[i];
            changes[i] = new RootChange(draft.Edge, roots.Of(draft.Edge), root);
            roots.Set(root, keys);
            Enforce(plan, draft);
        }

        if (changes.Length > 0)
        {
            foreach (var observer in observers)
            {
                observer.RootsPublished(changes);
            }
        }

        return (changes.Length, result.Failed);
    }

    /// <summary>Records releases and holds of policies that were decided or published.</summary>
    public async Task RecordAsync(FleetPlan plan, CancellationToken token)
    {
        foreach (var policy in plan.Policies.Values.Where(policy => policy.Unrecorded))
        {
            await releases.WriteAsync(policy, plan.Fleet, token);
            policy.Unrecorded = false;
        }
    }

    /// <summary>Marks the root of an edge that left the inventory as deleted. The edge ignores that: it acts on signed roots only.</summary>
    public async Task RemoveAsync(string edge, IReadOnlyList<IRootObserver> observers, CancellationToken token)
    {
        if (roots.Of(edge) is not { } root)
        {
            return;
        }

        var bucket = buckets[Buckets.Desired];
        try
        {
            ledger.Wrote(Buckets.Desired, await bucket.DeleteAsync(edge, root.BucketRevision, token));
        }
        catch (RevisionConflictException)
        {
            var found = await bucket.GetAsync(edge, token);
            if (found is not null && !found.Value.IsEmpty)
            {
                ledger.Wrote(Buckets.Desired, await bucket.DeleteAsync(edge, found.Revision, token));
            }
        }

        roots.Remove(edge);
        foreach (var observer in observers)
        {
            observer.RootsPublished([new RootChange(edge, root, null)]);
        }
    }

    private static void Enforce(FleetPlan plan, RootDraft draft)
    {
        var at = 0;
        foreach (var policy in plan.Policies.Values)
        {
            var named = at < draft.Manifests.Length && draft.Manifests[at].Entry.Policy == policy.Key;
            var manifest = named ? draft.Manifests[at++] : null;
            policy.Unrecorded |= !ReferenceEquals(manifest, policy.InForce[draft.Slot]);
            policy.InForce[draft.Slot] = manifest;
        }
    }
}
