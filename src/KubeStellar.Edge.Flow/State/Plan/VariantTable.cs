using System.Collections;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// The variants of one object; their edges do not overlap. Found by slot or by content without a walk, however many there are. The indexes are made when they are
/// first asked for and handed on to the table that replaces this one. Touched by the hub's one writer only.
/// </summary>
internal sealed class VariantTable(IReadOnlyList<Variant> variants) : IReadOnlyList<Variant>
{
    private const int Few = 8;
    private bool? _fansOut;
    private Variant?[]? _bySlot;
    private Dictionary<Digest, int>? _byContent;

    public static VariantTable Empty { get; } = new([]);

    public int Count => variants.Count;

    /// <summary>Whether the object becomes several at some edges.</summary>
    public bool FansOut => _fansOut ??= variants.Any(variant => variant.Copies is not null);

    public Variant this[int index] => variants[index];

    /// <summary>A table of variants of which some may have the same content: those become one.</summary>
    public static VariantTable Of(IReadOnlyList<Variant> found) => found.Count == 0 ? Empty : Empty.Replace(EdgeSets.Empty, found);

    /// <summary>What an edge gets; null for nothing.</summary>
    public Variant? At(int slot)
    {
        if (variants.Count > Few)
        {
            var index = _bySlot ??= Index();
            return (uint)slot < (uint)index.Length ? index[slot] : null;
        }

        foreach (var variant in variants)
        {
            if (variant.Edges[slot])
            {
                return variant;
            }
        }

        return null;
    }

    /// <summary>The table after some edges were decided anew.</summary>
    /// <param name="decided">They.</param>
    /// <param name="part">What they get now; no edges but those.</param>
    public VariantTable Replace(EdgeSet decided, IReadOnlyList<Variant> part)
    {
        var touched = new HashSet<Variant>(ReferenceEqualityComparer.Instance);
        foreach (var slot in variants.Count == 0 ? [] : decided.Members())
        {
            if (At(slot) is { } variant)
            {
                touched.Add(variant);
            }
        }

        var list = new List<Variant>(variants.Count + part.Count);
        list.AddRange(variants);
        var (byContent, bySlot) = (_byContent, _bySlot);
        (_byContent, _bySlot) = (null, null);
        byContent ??= Positions(list);
        Fill(bySlot, decided, null);

        foreach (var variant in touched)
        {
            Put(list, byContent, bySlot, variant.Content, variant with { Edges = EdgeSets.Minus(variant.Edges, decided) });
        }

        foreach (var variant in part)
        {
            var same = byContent.TryGetValue(variant.Content, out var at) ? list[at] : null;
            Put(list, byContent, bySlot, variant.Content, same is null ? variant : same with { Edges = EdgeSets.Union(same.Edges, variant.Edges) });
        }

        return new VariantTable(list) { _byContent = byContent, _bySlot = bySlot is null || Array.TrueForAll([.. part], variant => Fits(bySlot, variant)) ? bySlot : null };
    }

    public IEnumerator<Variant> GetEnumerator() => variants.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => variants.GetEnumerator();

    private static void Put(List<Variant> list, Dictionary<Digest, int> byContent, Variant?[]? bySlot, Digest content, Variant variant)
    {
        if (EdgeSets.IsEmpty(variant.Edges))
        {
            if (byContent.Remove(content, out var gone))
            {
                list[gone] = list[^1];
                list.RemoveAt(list.Count - 1);
                if (gone < list.Count)
                {
                    byContent[list[gone].Content] = gone;
                }
            }

            return;
        }

        if (byContent.TryGetValue(content, out var at))
        {
            list[at] = variant;
        }
        else
        {
            byContent[content] = list.Count;
            list.Add(variant);
        }

        Fill(bySlot, variant.Edges, variant);
    }

    private static void Fill(Variant?[]? bySlot, EdgeSet edges, Variant? variant)
    {
        if (bySlot is null)
        {
            return;
        }

        foreach (var slot in edges.Members())
        {
            if (slot >= bySlot.Length)
            {
                break;
            }

            bySlot[slot] = variant;
        }
    }

    private static bool Fits(Variant?[] bySlot, Variant variant) => variant.Edges.Slots <= bySlot.Length || !variant.Edges.Members().Any(slot => slot >= bySlot.Length);

    private static Dictionary<Digest, int> Positions(List<Variant> list)
    {
        var positions = new Dictionary<Digest, int>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            positions[list[i].Content] = i;
        }

        return positions;
    }

    private Variant?[] Index()
    {
        var index = new Variant?[variants.Max(variant => variant.Edges.Slots)];
        foreach (var variant in variants)
        {
            foreach (var slot in variant.Edges.Members())
            {
                index[slot] = variant;
            }
        }

        return index;
    }
}
