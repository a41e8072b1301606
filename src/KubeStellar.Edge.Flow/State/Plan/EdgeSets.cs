using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// Set operations over edge sets that may range over different numbers of slots, because the fleet grows between two decisions. What concerns few edges
/// costs as much as they are, not as the fleet is large. Sets are never changed once they are handed on.
/// </summary>
internal static class EdgeSets
{
    public static EdgeSet Empty { get; } = new(0);

    public static EdgeSet Union(EdgeSet left, EdgeSet right)
    {
        if (IsEmpty(right) || IsEmpty(left))
        {
            return IsEmpty(right) ? left : right;
        }

        var slots = Math.Max(left.Slots, right.Slots);
        if (right.IsList || left.IsList)
        {
            var (large, few) = right.IsList ? (left, right) : (right, left);
            var sum = large.Slots == slots ? large.Copy() : Widened(large, slots);
            foreach (var slot in few.Listed)
            {
                sum.Add(slot);
            }

            return sum;
        }

        return Combine(left, right, slots, static (a, b) => a | b);
    }

    /// <summary>The union of many: one set is made, however many they are.</summary>
    public static EdgeSet All(IEnumerable<EdgeSet> sets)
    {
        var parts = sets.Where(set => !IsEmpty(set)).ToList();
        if (parts.Count < 2)
        {
            return parts.Count == 0 ? Empty : parts[0];
        }

        var slots = parts.Max(set => set.Slots);
        var words = parts.Exists(set => !set.IsList) ? new ulong[(slots + 63) / 64] : null;
        var sum = words is null ? new EdgeSet(slots) : new EdgeSet(slots, words);
        foreach (var part in parts)
        {
            if (part.IsList || words is null)
            {
                foreach (var slot in part.Listed)
                {
                    sum.Add(slot);
                }

                continue;
            }

            var more = part.Words;
            for (var i = 0; i < more.Length; i++)
            {
                words[i] |= more[i];
            }
        }

        return sum;
    }

    public static EdgeSet Minus(EdgeSet left, EdgeSet right)
    {
        if (left.IsList)
        {
            return Filter(left, left.Slots, right, keep: false);
        }

        if (right.IsList)
        {
            if (!Meet(right.Listed, left))
            {
                return left;
            }

            var rest = left.Copy();
            foreach (var slot in right.Listed)
            {
                rest.Remove(slot);
            }

            return rest;
        }

        return Combine(left, right, left.Slots, static (a, b) => a & ~b);
    }

    public static EdgeSet Intersect(EdgeSet left, EdgeSet right)
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        var slots = Math.Min(left.Slots, right.Slots);
        return left.IsList ? Filter(left, slots, right, keep: true)
            : right.IsList ? Filter(right, slots, left, keep: true)
            : Combine(left, right, slots, static (a, b) => a & b);
    }

    public static bool IsEmpty(EdgeSet set) => set.IsList ? set.Listed.IsEmpty : !set.Words.ContainsAnyExcept(0UL);

    /// <summary>Whether every member of <paramref name="part"/> is in <paramref name="whole"/>.</summary>
    public static bool Contains(EdgeSet whole, EdgeSet part)
    {
        if (!part.IsList)
        {
            return ReferenceEquals(whole, part) || IsEmpty(Minus(part, whole));
        }

        foreach (var slot in part.Listed)
        {
            if (!whole[slot])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Members of one and not of the other.</summary>
    public static EdgeSet Difference(EdgeSet left, EdgeSet right) =>
        ReferenceEquals(left, right) ? Empty : Union(Minus(left, right), Minus(right, left));

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

    private static bool Meet(ReadOnlySpan<int> slots, EdgeSet set)
    {
        foreach (var slot in slots)
        {
            if (set[slot])
            {
                return true;
            }
        }

        return false;
    }

    private static EdgeSet Filter(EdgeSet few, int slots, EdgeSet other, bool keep)
    {
        var kept = new EdgeSet(slots);
        foreach (var slot in few.Listed)
        {
            if (slot < slots && other[slot] == keep)
            {
                kept.Add(slot);
            }
        }

        return kept;
    }

    private static EdgeSet Widened(EdgeSet set, int slots)
    {
        if (!set.IsList)
        {
            var words = new ulong[(slots + 63) / 64];
            set.Words.CopyTo(words);
            return new EdgeSet(slots, words);
        }

        var wide = new EdgeSet(slots);
        foreach (var slot in set.Listed)
        {
            wide.Add(slot);
        }

        return wide;
    }

    private static EdgeSet Combine(EdgeSet left, EdgeSet right, int slots, Func<ulong, ulong, ulong> operation)
    {
        var a = left.Words;
        var b = right.Words;
        var words = new ulong[(slots + 63) / 64];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = operation(i < a.Length ? a[i] : 0, i < b.Length ? b[i] : 0);
        }

        return new EdgeSet(slots, words);
    }
}
