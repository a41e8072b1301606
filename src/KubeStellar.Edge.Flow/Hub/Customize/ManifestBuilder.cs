using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>
/// Takes decisions into a policy's plan and gives each edge its manifest. Edges with equal vectors of variants share one: the vector is a
/// running sum of marks, so an edit of one object over 10,000 edges costs two additions and a lookup an edge, whatever else the policy has.
/// </summary>
internal static class ManifestBuilder
{
    // Any odd number without a pattern will do: vectors are sums of secret marks.
    private static readonly UInt128 RegionMark = new(0x9e3779b97f4a7c15, 0xf39cc0605cedc835);

    /// <summary>Replaces decisions about objects.</summary>
    /// <param name="plan">The policy's plan.</param>
    /// <param name="decisions">New decisions.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="whole">The bundle changed, so every manifest is another.</param>
    public static void Commit(PolicyPlan plan, IReadOnlyList<Decision> decisions, FleetSlots fleet, bool whole)
    {
        var slots = fleet.Count;
        plan.Grow(slots);
        var touched = new bool[slots];
        foreach (var (key, after, changed) in decisions)
        {
            var before = plan.Objects.GetValueOrDefault(key);
            Add(plan.Vectors, before, changed, touched, negate: true);
            Add(plan.Vectors, after, changed, touched, negate: false);
            if (after is null)
            {
                plan.Objects.Remove(key);
            }
            else
            {
                plan.Objects[key] = after;
            }
        }

        if (whole)
        {
            plan.ByVector.Clear();
            touched.AsSpan().Fill(true);
        }

        Assign(plan, touched, fleet.Regions());
    }

    /// <summary>Drops manifests that no edge wants or has.</summary>
    public static void Trim(PolicyPlan plan)
    {
        const int Slack = 64;
        var used = new HashSet<ManifestRef>(ReferenceEqualityComparer.Instance);
        foreach (var manifest in plan.Wanted.AsSpan())
        {
            if (manifest is not null)
            {
                used.Add(manifest.Whole);
            }
        }

        foreach (var manifest in plan.InForce.AsSpan())
        {
            if (manifest is not null)
            {
                used.Add(manifest.Whole);
            }
        }

        used.UnionWith(plan.Kept.Select(manifest => manifest.Whole));
        if (plan.Manifests.Count <= used.Count + Slack && plan.ByVector.Count <= used.Count + Slack)
        {
            return;
        }

        foreach (var gone in plan.Manifests.Values.Where(manifest => !used.Contains(manifest)).ToList())
        {
            plan.Manifests.Remove(gone.Digest);
        }

        foreach (var gone in plan.ByVector.Where(pair => !used.Contains(pair.Value)).Select(pair => pair.Key).ToList())
        {
            plan.ByVector.Remove(gone);
        }
    }

    private static void Add(UInt128[] vectors, ObjectPlan? decision, EdgeSet? changed, bool[] touched, bool negate)
    {
        if (decision is null)
        {
            return;
        }

        if (changed is not null)
        {
            foreach (var slot in changed.Members())
            {
                if (decision.At(slot) is { } variant)
                {
                    var mark = MarkAt(decision, variant, slot);
                    vectors[slot] += negate ? UInt128.Zero - mark : mark;
                    touched[slot] = true;
                }
            }

            return;
        }

        foreach (var variant in decision.Variants)
        {
            foreach (var slot in variant.Edges.Members())
            {
                var mark = MarkAt(decision, variant, slot);
                vectors[slot] += negate ? UInt128.Zero - mark : mark;
                touched[slot] = true;
            }
        }
    }

    private static UInt128 MarkAt(ObjectPlan decision, Variant variant, int slot)
    {
        var mark = variant.Mark + decision.Modifiers.Mark + (decision.Needs?.MarkAt(slot) ?? UInt128.Zero);
        return decision.Quotas.TryGetValue(slot, out var quota) ? mark * ((UInt128)quota + 2) : mark;
    }

    private static void Assign(PolicyPlan plan, bool[] touched, EdgeSet regions)
    {
        for (var slot = 0; slot < touched.Length; slot++)
        {
            if (!touched[slot])
            {
                continue;
            }

            var vector = plan.Vectors[slot];
            if (vector == UInt128.Zero)
            {
                plan.Wanted[slot] = null;
                continue;
            }

            // A region and an edge with the same variants have manifests of their own: a region's names more.
            var known = regions[slot] ? vector + RegionMark : vector;
            if (!plan.ByVector.TryGetValue(known, out var manifest))
            {
                plan.ByVector[known] = manifest = Build(plan, slot, regions[slot]);
            }

            plan.Wanted[slot] = manifest;
        }
    }

    private static ManifestRef Build(PolicyPlan plan, int slot, bool region)
    {
        var entries = new List<(string Text, ManifestEntry Entry)>();
        var policies = new SortedSet<string>(plan.Shape?.DependsOnPolicies ?? [], StringComparer.Ordinal);
        foreach (var (key, decision) in plan.Objects)
        {
            if (decision.At(slot) is not { } variant || UpsyncSubject.Is(key))
            {
                continue;
            }

            var needs = decision.Needs?.At(slot);
            policies.UnionWith(decision.Needs?.Policies ?? []);
            foreach (var part in variant.Parts(key))
            {
                var entry = new ManifestEntry(part.Key, part.Content)
                {
                    CreateOnly = decision.Modifiers.CreateOnly,
                    Prune = decision.Modifiers.Prune,
                    Drift = decision.Modifiers.Drift,
                    Rules = decision.Modifiers.Rules,
                    DependsOn = needs,
                    Source = variant.Copies is null ? null : key,
                    Quota = decision.Quotas.TryGetValue(slot, out var quota) ? quota : null,
                    Sealed = part.Sealed ? true : null,
                };
                entries.Add((part.Key.ToString(), entry));
            }
        }

        // In the order of the keys' texts, which is what a reader of the manifest sees.
        entries.Sort(static (left, right) => string.CompareOrdinal(left.Text, right.Text));
        var record = new ManifestRecord
        {
            Policy = plan.Key,
            Bundle = plan.Bundle,
            Reduces = plan.Shape?.Reduces ?? false,
            DependsOn = policies.Count > 0 ? [.. policies] : null,
            Judges = plan.Shape is { HealthKinds: { Count: > 0 } kinds } ? kinds : null,
            Region = region ? new RegionManifest(plan.Record?.Order ?? 0) : null,
            Keep = plan.Shape is { Keep: not StatusKeep.Always and var keep } ? keep : null,
            WriteBack = plan.Shape is { WriteBack: not StatusWriteBack.None and var back } ? back : null,
            Upsync = plan.Shape is { Upsync: { Count: > 0 } rules } ? rules : null,
            Site = region ? null : plan.Shape?.Site,
            Objects = [.. entries.Select(one => one.Entry)],
        };
        var bytes = CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.ManifestRecord));
        var digest = Digest.Of(bytes);
        if (plan.Manifests.TryGetValue(digest, out var known))
        {
            known.Record ??= record;
            known.Bytes ??= bytes;
            return known;
        }

        return plan.Manifests[digest] = new ManifestRef(plan.Key, digest, record, bytes);
    }
}
