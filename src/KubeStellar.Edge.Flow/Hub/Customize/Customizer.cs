using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>
/// Turns an object and the edges that get it into variants: one crossing for all edges, then each distinct set of operations applied once to
/// the owner's own tokens.
/// </summary>
internal sealed class Customizer(IPolicyRuntime runtime)
{
    // Marks are summed per edge, so that a changed object costs two additions and not a walk over all objects. The salt is secret and new in each
    // process: nobody can choose contents whose sums collide.
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);

    /// <summary>The variants over <paramref name="placed"/>, and the edges to leave out.</summary>
    public async Task<PolicyOutcome<ObjectPlan>> CustomizeAsync(
        PolicyShape shape, Digest bundle, ObjectKey key, Digest source, ReadOnlyMemory<byte> workload, EdgeSet placed, CancellationToken token)
    {
        if (EdgeSets.IsEmpty(placed))
        {
            return Good(new ObjectPlan(key, source, placed, EdgeSets.Empty, []));
        }

        if (!shape.Customizes)
        {
            return Good(new ObjectPlan(key, source, placed, EdgeSets.Empty, [Plain(key, source, workload, placed)]));
        }

        var outcome = await runtime.CustomizeAsync(bundle, workload, placed, null, token);
        if (!outcome.Ok)
        {
            return new PolicyOutcome<ObjectPlan>(null, outcome.Fault);
        }

        try
        {
            return Good(Build(key, source, workload, placed, outcome.Value.Groups));
        }
        catch (JsonRefusedException refused)
        {
            return new PolicyOutcome<ObjectPlan>(null, new PolicyFault("BadResult", $"customize of {key}: {refused.Message}", ""));
        }
    }

    /// <summary>The plan of a whole object after some edges were decided anew.</summary>
    public static ObjectPlan Merge(ObjectPlan before, ObjectPlan part, EdgeSet decided)
    {
        var variants = new Dictionary<Digest, Variant>();
        foreach (var variant in before.Variants)
        {
            var rest = EdgeSets.Minus(variant.Edges, decided);
            if (!EdgeSets.IsEmpty(rest))
            {
                variants[variant.Content] = variant with { Edges = rest };
            }
        }

        foreach (var variant in part.Variants)
        {
            variants[variant.Content] = variants.TryGetValue(variant.Content, out var same)
                ? same with { Edges = EdgeSets.Union(same.Edges, variant.Edges) }
                : variant;
        }

        return part with
        {
            Placed = EdgeSets.Union(EdgeSets.Minus(before.Placed, decided), part.Placed),
            Omitted = EdgeSets.Union(EdgeSets.Minus(before.Omitted, decided), part.Omitted),
            Variants = [.. variants.Values],
        };
    }

    private ObjectPlan Build(ObjectKey key, Digest source, ReadOnlyMemory<byte> workload, EdgeSet placed, IReadOnlyList<VariantGroup> groups)
    {
        var variants = new Dictionary<Digest, Variant>();
        var omitted = EdgeSets.Empty;
        var rest = placed;
        foreach (var group in groups)
        {
            if (!EdgeSets.Contains(rest, group.Edges))
            {
                throw new JsonRefusedException("the groups overlap or name edges that were not asked about", "");
            }

            rest = EdgeSets.Minus(rest, group.Edges);
            if (group.Omit)
            {
                omitted = EdgeSets.Union(omitted, group.Edges);
                continue;
            }

            var variant = Made(key, source, workload, group);
            variants[variant.Content] = variants.TryGetValue(variant.Content, out var same)
                ? same with { Edges = EdgeSets.Union(same.Edges, variant.Edges) }
                : variant;
        }

        return EdgeSets.IsEmpty(rest)
            ? new ObjectPlan(key, source, placed, omitted, [.. variants.Values])
            : throw new JsonRefusedException($"no answer for {rest.Count} of {placed.Count} edges", "");
    }

    private Variant Made(ObjectKey key, Digest source, ReadOnlyMemory<byte> workload, VariantGroup group)
    {
        if (group.Operations.Count == 0)
        {
            return Plain(key, source, workload, group.Edges);
        }

        var bytes = JsonPatcher.Apply(workload.Span, group.Operations);
        IdentityGuard.Check(workload.Span, bytes);
        var digest = Digest.Of(bytes);
        return new Variant(digest, group.Operations, group.Edges, Mark(key, digest)) { Bytes = bytes };
    }

    private Variant Plain(ObjectKey key, Digest source, ReadOnlyMemory<byte> workload, EdgeSet edges) =>
        new(source, [], edges, Mark(key, source)) { Bytes = workload.ToArray() };

    private UInt128 Mark(ObjectKey key, Digest content)
    {
        var name = Encoding.UTF8.GetBytes(key.ToString());
        var text = new byte[_salt.Length + Digest.Size + name.Length];
        _salt.CopyTo(text, 0);
        content.CopyTo(text.AsSpan(_salt.Length));
        name.CopyTo(text.AsSpan(_salt.Length + Digest.Size));
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(text, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static PolicyOutcome<ObjectPlan> Good(ObjectPlan plan) => new(plan, null);
}
