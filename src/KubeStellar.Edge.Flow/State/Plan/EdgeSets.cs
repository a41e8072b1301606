using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Set operations over edge sets that may range over different numbers of slots, because the fleet grows between two decisions. Sets are never changed once they are handed on.</summary>
internal static class EdgeSets
{
    public static EdgeSet Empty { get; } = new(0);

    public static EdgeSet Union(EdgeSet left, EdgeSet right) =>
        IsEmpty(right) ? left : IsEmpty(left) ? right : Combine(left, right, Math.Max(left.Slots, right.Slots), static (a, b) => a | b);

    public static EdgeSet Minus(EdgeSet left, EdgeSet right) =>
        IsEmpty(right) || IsEmpty(left) ? left : Combine(left, right, left.Slots, static (a, b) => a & ~b);

    public static EdgeSet Intersect(EdgeSet left, EdgeSet right) =>
        ReferenceEquals(left, right) ? left : Combine(left, right, Math.Min(left.Slots, right.Slots), static (a, b) => a & b);

    /// <summary>Members of one and not of the other.</summary>
    public static EdgeSet Difference(EdgeSet left, EdgeSet right) =>
        ReferenceEquals(left, right) ? Empty : Union(Minus(left, right), Minus(right, left));

    public static bool IsEmpty(EdgeSet set) => set.Slots == 0 || !set.Words.ContainsAnyExcept(0UL);

    /// <summary>Whether every member of <paramref name="part"/> is in <paramref name="whole"/>.</summary>
    public static bool Contains(EdgeSet whole, EdgeSet part) => ReferenceEquals(whole, part) || IsEmpty(Minus(part, whole));

    /// <summary>Whether both have the same members.</summary>
    public static bool Same(EdgeSet left, EdgeSet right) => IsEmpty(Difference(left, right));

    /// <summary>A set of given slots.</summary>
    public static EdgeSet Of(int slots, IEnumerable<int> members)
    {
        var set = new EdgeSet(slots);
        foreach (var slot in members)
        {
            set.Add(slot);
        }

        return set;
    }

    private static EdgeSet Combine(EdgeSet left, EdgeSet right, int slots, Func<ulong, ulong, ulong> operation)
    {
        var words = new ulong[(slots + 63) / 64];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = operation(i < left.Words.Length ? left.Words[i] : 0, i < right.Words.Length ? right.Words[i] : 0);
        }

        return new EdgeSet(slots, words);
    }
}
