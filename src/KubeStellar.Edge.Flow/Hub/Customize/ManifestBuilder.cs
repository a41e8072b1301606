using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>
/// Takes decisions into a policy's plan and gives each edge its manifest. Edges with equal vectors of variants share one: the vector is a
/// running sum of marks, so an edit of one object over 10,000 edges costs two additions and a lookup an edge, whatever else the policy has.
/// </summary>
internal static class ManifestBuilder
{
    /// <summary>Replaces decisions about objects; null means the object is not the policy's (any more).</summary>
    /// <param name="plan">The policy's plan.</param>
    /// <param name="decisions">New decisions.</param>
    /// <param name="slots">Slots in the fleet.</param>
    /// <param name="whole">The bundle changed, so every manifest is another.</param>
    public static void Commit(PolicyPlan plan, IReadOnlyList<(ObjectKey Key, ObjectPlan? Plan)> decisions, int slots, bool whole)
    {
        plan.Grow(slots);
        var touched = new bool[slots];
        foreach (var (key, after) in decisions)
        {
            var before = plan.Objects.GetValueOrDefault(key);
            Add(plan.Vectors, before, touched, negate: true);
            Add(plan.Vectors, after, touched, negate: false);
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

        Assign(plan, touched);
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
                used.Add(manifest);
            }
        }

        foreach (var manifest in plan.InForce.AsSpan())
        {
            if (manifest is not null)
            {
                used.Add(manifest);
            }
        }

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

    private static void Add(UInt128[] vectors, ObjectPlan? decision, bool[] touched, bool negate)
    {
        if (decision is null)
        {
            return;
        }

        foreach (var variant in decision.Variants)
        {
            var mark = negate ? UInt128.Zero - variant.Mark : variant.Mark;
            var words = variant.Edges.Words;
            for (var w = 0; w < words.Length; w++)
            {
                for (var bits = words[w]; bits != 0; bits &= bits - 1)
                {
                    var slot = (w << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits);
                    vectors[slot] += mark;
                    touched[slot] = true;
                }
            }
        }
    }

    private static void Assign(PolicyPlan plan, bool[] touched)
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

            if (!plan.ByVector.TryGetValue(vector, out var manifest))
            {
                plan.ByVector[vector] = manifest = Build(plan, slot);
            }

            plan.Wanted[slot] = manifest;
        }
    }

    private static ManifestRef Build(PolicyPlan plan, int slot)
    {
        var modifiers = Modifiers.Of(plan.Shape?.Modifiers);
        var entries = new List<ManifestEntry>();
        foreach (var (key, decision) in plan.Objects)
        {
            if (decision.At(slot) is { } variant)
            {
                entries.Add(new ManifestEntry(key, variant.Content) { CreateOnly = modifiers.CreateOnly, Prune = modifiers.Prune, Drift = modifiers.Drift });
            }
        }

        // In the order of the keys' texts, which is what a reader of the manifest sees.
        entries.Sort((left, right) => string.CompareOrdinal(left.Key.ToString(), right.Key.ToString()));
        var record = new ManifestRecord { Policy = plan.Key, Bundle = plan.Bundle, Reduces = plan.Shape?.Reduces ?? false, Objects = entries };
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
