using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Sealing;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Parent;

/// <summary>
/// A region's way in for what its parent wants: policies and objects as the accepted tree names them, and how far each policy may roll out, planned at once. A policy that does
/// not run here is refused whole, and what this hub has of it stays. What the tree no longer names is removed, and the guard still judges.
/// <para>Who wins is a matter of rules, never of who came first: the parent's object replaces what people here applied under its name, but for objects that they override by its leave.</para>
/// </summary>
internal sealed class ParentIngest(
    IngestStore store, HubInventory inventory, ContentPool contents, HubChanges changes, LoadedBundles bundles, HubHold hold, HubEvents events, ParentBook book, ParentEntries entries, SecretSealing sealing, TimeProvider time)
{
    private const int MostInEvent = 32 * 1024;
    private readonly Dictionary<PolicyKey, ParentGrant> _granted = [];

    /// <summary>Makes this hub have what a tree says. Doing it again changes nothing.</summary>
    /// <param name="tree">The accepted tree.</param>
    /// <param name="rights">What people here may do; null when the parent did not say so yet: then overrides stay.</param>
    /// <param name="token">Cancels.</param>
    public async Task<ParentOutcome> TakeAsync(ParentTree tree, RegionRights? rights, CancellationToken token)
    {
        if (hold.Holds)
        {
            return ParentOutcome.NotNow($"the hub holds: {hold.Reason}");
        }

        var refused = new Dictionary<PolicyKey, string>(tree.Unreadable);
        var seals = new Dictionary<PolicyKey, IReadOnlyList<SealRule>?>();
        foreach (var policy in tree.Policies)
        {
            if (inventory.Policy(policy.Key) is { } known && known.Digest == policy.Digest)
            {
                seals[policy.Key] = known.Seals;
                continue;
            }

            var shape = await bundles.LoadAsync(policy.Digest, policy.Bundle, token);
            seals[policy.Key] = shape.Ok && shape.Value.Seals.Count > 0 ? shape.Value.Seals : null;
            if (shape.Fault is { } fault)
            {
                refused[policy.Key] = fault.Location.Length > 0 ? $"{fault.Reason}: {fault.Message} ({fault.Location})" : $"{fault.Reason}: {fault.Message}";
            }
        }

        try
        {
            await store.AloneAsync(() => WriteAsync(tree, rights, seals, refused, token), token);
            return new ParentOutcome(refused, "");
        }
        catch (RequestRefusedException error)
        {
            return new ParentOutcome(refused, error.Error.Message);
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            return new ParentOutcome(refused, $"this hub could not write all of it: {error.Message}");
        }
    }

    private async Task<bool> WriteAsync(
        ParentTree tree, RegionRights? rights, Dictionary<PolicyKey, IReadOnlyList<SealRule>?> seals, Dictionary<PolicyKey, string> refused, CancellationToken token)
    {
        var own = Own(tree, seals, refused);
        var good = tree.Policies.Where(policy => !refused.ContainsKey(policy.Key)).ToList();
        var objects = good.SelectMany(policy => policy.Objects.Zip(own[policy.Key], (one, entry) => Entry(policy, one, entry, rights))).OfType<WorkloadEntry>().ToList();
        objects.AddRange(Resealed(good, seals));
        var policies = good.Select(policy => Record(policy, seals[policy.Key])).OfType<PolicyRecord>().ToList();
        var (goneObjects, gonePolicies) = Gone(tree, refused);

        // The flow sees all of it at once, with the grants that it is for.
        using var together = store.Together();
        await contents.StoreAsync(objects.Where(entry => entry.Record.Object is null).Select(entry => entry.Canonical.ToArray()), token);
        await store.PutWorkloadsAsync(objects, token);
        await store.PutPoliciesAsync(policies, token);
        await store.DeletePoliciesAsync(gonePolicies, token);
        foreach (var group in goneObjects.GroupBy(one => one.Workspace))
        {
            await store.DeleteWorkloadsAsync(group.Key, [.. group.Select(one => one.Key)], token);
        }

        foreach (var policy in good)
        {
            Grant(policy.Key, new ParentGrant(policy.Manifest, policy.Grant));
        }

        foreach (var gone in gonePolicies)
        {
            _granted.Remove(gone);
        }

        book.Take(tree, refused.Keys);
        var changed = objects.Count + policies.Count + goneObjects.Count + gonePolicies.Count;
        if (changed > 0)
        {
            events.Add("parent.applied", ParentSource.Id, "", ParentSource.Id, $"root {tree.Version}: {objects.Count} objects and {policies.Count} policies written, {goneObjects.Count} and {gonePolicies.Count} removed");
        }

        return true;
    }

    /// <summary>The objects of each policy as this hub keeps them. A policy of which something cannot be sealed is refused.</summary>
    private Dictionary<PolicyKey, List<WorkloadEntry>> Own(ParentTree tree, Dictionary<PolicyKey, IReadOnlyList<SealRule>?> seals, Dictionary<PolicyKey, string> refused)
    {
        var own = new Dictionary<PolicyKey, List<WorkloadEntry>>();
        foreach (var policy in tree.Policies.Where(policy => !refused.ContainsKey(policy.Key)))
        {
            try
            {
                var rules = Rules(policy.Key.Workspace, seals);
                own[policy.Key] = [.. policy.Objects.Select(one => entries.Of(policy.Key.Workspace, one, rules))];
            }
            catch (Exception error) when (error is JsonRefusedException or SealBrokenException)
            {
                refused[policy.Key] = $"its secrets cannot be sealed here: {error.Message}";
            }
        }

        return own;
    }

    private IReadOnlyList<SealRule> Rules(string workspace, Dictionary<PolicyKey, IReadOnlyList<SealRule>?> seals) =>
        sealing.Rules(workspace, seals.Where(pair => pair.Key.Workspace == workspace).ToDictionary());

    /// <summary>What of this hub's own objects the parent's policies make a secret.</summary>
    private IEnumerable<WorkloadEntry> Resealed(List<ParentPolicy> good, Dictionary<PolicyKey, IReadOnlyList<SealRule>?> seals)
    {
        foreach (var space in good.Where(policy => seals[policy.Key] is not null && inventory.Policy(policy.Key)?.Digest != policy.Digest).GroupBy(policy => policy.Key.Workspace))
        {
            var coming = good.Where(policy => policy.Key.Workspace == space.Key).SelectMany(policy => policy.Objects).Select(one => one.Key).ToHashSet();
            var faults = new List<ApiFault>();
            foreach (var item in sealing.Resealed(space.Key, [.. space.SelectMany(policy => seals[policy.Key]!)], Rules(space.Key, seals), coming, faults))
            {
                yield return entries.Again(space.Key, item);
            }
        }
    }

    private void Grant(PolicyKey policy, ParentGrant grant)
    {
        if (!_granted.TryGetValue(policy, out var before) || before != grant)
        {
            _granted[policy] = grant;
            changes.Grant(policy, grant);
        }
    }

    /// <summary>What is to be written of an object; null when it is there as it should be.</summary>
    private WorkloadEntry? Entry(ParentPolicy policy, ParentObject one, WorkloadEntry own, RegionRights? rights)
    {
        var before = inventory.Find(policy.Key.Workspace, one.Key);
        if (before?.Record is { Overrides: { } stood } known && rights?.MayOverride(policy.Key) != false)
        {
            return stood == one.Digest && known.Quota == one.Quota ? null : before with { Record = known with { Overrides = one.Digest, Quota = one.Quota } };
        }

        if (before?.Record is { } same && same.Digest == own.Record.Digest && same.Source == ParentSource.Id && same.Quota == one.Quota && same.Overrides is null)
        {
            return null;
        }

        if (before is { Record: { Source: not ParentSource.Id } replaced })
        {
            events.Add("workload.replaced", one.Key.ToString(), policy.Key.Workspace, ParentSource.Id,
                $"the parent's policy {policy.Key} gives {one.Key}: what {replaced.Source ?? "people here"} applied under that name (digest {replaced.Digest}) gives way", Small(replaced.Object));
        }

        return own;
    }

    private static JsonElement? Small(JsonElement? value) => value is { } one && JsonMarshal.GetRawUtf8Value(one).Length <= MostInEvent ? one : null;

    private PolicyRecord? Record(ParentPolicy policy, IReadOnlyList<SealRule>? seals)
    {
        var before = inventory.Policy(policy.Key);
        var order = ParentSource.OrderOf(policy.Order);
        var same = before?.Digest == policy.Digest;
        if (same && before!.Source == ParentSource.Id && before.Order == order)
        {
            return null;
        }

        if (before is { Source: not ParentSource.Id })
        {
            events.Add("policy.replaced", policy.Key.Name, policy.Key.Workspace, ParentSource.Id, $"the parent has a policy of that name: the one that {before.Source ?? "people here"} applied (digest {before.Digest}) gives way");
        }

        return new PolicyRecord
        {
            Workspace = policy.Key.Workspace,
            Name = policy.Key.Name,
            Generation = before is null ? 1 : same ? before.Generation : before.Generation + 1,
            Order = order,
            Digest = policy.Digest,
            Bundle = policy.Bundle,
            State = same ? before!.State : new(),
            AppliedAt = time.GetUtcNow(),
            Source = ParentSource.Id,
            Seals = seals,
        };
    }

    /// <summary>What the parent brought and no longer names. Of a policy that was refused nothing goes, and of an object nobody knows whose it was, nothing either.</summary>
    private (List<(string Workspace, ObjectKey Key)> Objects, List<PolicyKey> Policies) Gone(ParentTree tree, Dictionary<PolicyKey, string> refused)
    {
        var named = tree.Policies.SelectMany(policy => policy.Objects.Select(one => (policy.Key.Workspace, one.Key))).ToHashSet();
        var objects = inventory.Workloads.Where(record => record.Source == ParentSource.Id || record.Overrides is not null)
            .Select(record => (record.Workspace, record.Key)).Where(one => !named.Contains(one) && !Stays(one)).ToList();
        var policies = inventory.Policies.Where(record => record.Source == ParentSource.Id).Select(record => new PolicyKey(record.Workspace, record.Name))
            .Where(key => !refused.ContainsKey(key) && tree.Policies.All(policy => policy.Key != key)).ToList();
        return (objects, policies);

        bool Stays((string Workspace, ObjectKey Key) one) => refused.Count > 0 && (book.Of(one.Workspace, one.Key) is not { } known || refused.ContainsKey(known.Policy));
    }
}
