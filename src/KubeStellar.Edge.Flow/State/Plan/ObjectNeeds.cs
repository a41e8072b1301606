using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What an object waits for at its edges.</summary>
/// <param name="Keys">Objects, in the order of their keys' texts.</param>
/// <param name="Policies">Policies of the workspace.</param>
/// <param name="Fans">Of the objects those that fan out, with their variants: at an edge all their copies there are waited for.</param>
/// <param name="Mark">Makes the share of the running hash: of the whole for the zero digest, of each variant of <see cref="Fans"/> for its content. Not asked before a manifest needs it.</param>
internal sealed record ObjectNeeds(
    IReadOnlyList<ObjectKey> Keys, IReadOnlyList<string> Policies, IReadOnlyDictionary<ObjectKey, VariantTable> Fans, Func<Digest, UInt128> Mark)
{
    private readonly Dictionary<Digest, UInt128> _marks = [];

    /// <summary>The share of an edge's running hash.</summary>
    public UInt128 MarkAt(int slot)
    {
        var mark = Of(default);
        foreach (var fan in Fans.Values)
        {
            mark += fan.At(slot) is { } variant ? Of(variant.Content) : UInt128.Zero;
        }

        return mark;
    }

    /// <summary>The objects that are waited for at an edge; null for none.</summary>
    public IReadOnlyList<ObjectKey>? At(int slot)
    {
        if (Fans.Count == 0)
        {
            return Keys.Count == 0 ? null : Keys;
        }

        var keys = Keys.SelectMany(key => Fans.TryGetValue(key, out var fan) && fan.At(slot) is { } variant ? variant.Parts(key).Select(part => part.Key) : [key]);
        return [.. keys.Distinct().OrderBy(key => key.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Whether edges wait for the same; the very same tables of variants, because nothing else is cheap to compare.</summary>
    public static bool Same(ObjectNeeds? left, ObjectNeeds? right) => ReferenceEquals(left, right)
        || (left is not null && right is not null && left.Keys.SequenceEqual(right.Keys) && left.Policies.SequenceEqual(right.Policies, StringComparer.Ordinal)
            && left.Fans.Count == right.Fans.Count && left.Fans.All(pair => right.Fans.TryGetValue(pair.Key, out var table) && ReferenceEquals(table, pair.Value)));

    private UInt128 Of(Digest content) => _marks.TryGetValue(content, out var mark) ? mark : _marks[content] = Mark(content);
}
