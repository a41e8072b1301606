using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Puts objects in an order in which each comes after what it depends on, and by kind where nothing is said; pure.</summary>
/// <param name="Order">All keys; those that wait for each other, and what depends on them, last.</param>
/// <param name="Cycles">Objects that depend on themselves by way of others, each with that way for people.</param>
internal sealed record DependencySort(IReadOnlyList<ObjectKey> Order, IReadOnlyDictionary<ObjectKey, string> Cycles)
{
    private static readonly Dictionary<ObjectKey, string> None = [];
    private static readonly Comparer<ObjectKey> ByKind = Comparer<ObjectKey>.Create(KindOrder.Compare);

    /// <summary>Sorts.</summary>
    /// <param name="keys">Keys to sort; what they depend on beyond these is passed over.</param>
    /// <param name="needs">What each depends on; an object that is not in it depends on nothing.</param>
    /// <param name="members">Objects of a policy.</param>
    internal static DependencySort Of(IEnumerable<ObjectKey> keys, IReadOnlyDictionary<ObjectKey, IReadOnlyList<Need>> needs, Func<PolicyKey, IEnumerable<ObjectKey>> members)
    {
        if (needs.Count == 0)
        {
            return new DependencySort([.. keys.Order(ByKind)], None);
        }

        var waits = keys.ToDictionary(Need.Of, key => needs.GetValueOrDefault(key, []).ToList());
        foreach (var policy in waits.Values.SelectMany(list => list).Where(need => need.IsPolicy).Distinct().ToList())
        {
            waits[policy] = [.. members(policy.Policy).Select(Need.Of)];
        }

        var open = waits.ToDictionary(item => item.Key, item => item.Value.Count(waits.ContainsKey));
        var dependents = waits.SelectMany(item => item.Value.Select(need => (Need: need, By: item.Key))).ToLookup(item => item.Need, item => item.By);
        var order = Walk(open, dependents);
        var left = open.Where(item => item.Value > 0).Select(item => item.Key).ToHashSet();
        order.AddRange(left.Where(need => !need.IsPolicy).Select(need => need.Object).Order(ByKind));
        return new DependencySort(order, left.Count == 0 ? None : Circles(left, waits));
    }

    private static List<ObjectKey> Walk(Dictionary<Need, int> open, ILookup<Need, Need> dependents)
    {
        var order = new List<ObjectKey>(open.Count);
        var due = new PriorityQueue<ObjectKey, ObjectKey>(ByKind);
        var policies = new Stack<Need>();
        void Free(Need need)
        {
            if (need.IsPolicy)
            {
                policies.Push(need);
            }
            else
            {
                due.Enqueue(need.Object, need.Object);
            }
        }

        foreach (var need in open.Where(item => item.Value == 0).Select(item => item.Key))
        {
            Free(need);
        }

        while (policies.Count + due.Count > 0)
        {
            var done = policies.TryPop(out var policy) ? policy : Need.Of(due.Dequeue());
            if (!done.IsPolicy)
            {
                order.Add(done.Object);
            }

            foreach (var by in dependents[done].Where(by => --open[by] == 0))
            {
                Free(by);
            }
        }

        return order;
    }

    // What is left waits for a circle or stands in one; only those who come back to themselves stand in one.
    private static Dictionary<ObjectKey, string> Circles(HashSet<Need> left, Dictionary<Need, List<Need>> waits)
    {
        var circles = new Dictionary<ObjectKey, string>();
        foreach (var start in left.Where(need => !need.IsPolicy))
        {
            var from = new Dictionary<Need, Need>();
            var queue = new Queue<Need>([start]);
            while (queue.TryDequeue(out var here) && !from.ContainsKey(start))
            {
                foreach (var next in waits[here].Where(next => left.Contains(next) && from.TryAdd(next, here)))
                {
                    queue.Enqueue(next);
                }
            }

            if (from.ContainsKey(start))
            {
                circles[start.Object] = Way(start, from);
            }
        }

        return circles;
    }

    private static string Way(Need start, Dictionary<Need, Need> from)
    {
        var way = new List<string> { start.ToString() };
        var here = start;
        do
        {
            here = from[here];
            way.Add(here.IsPolicy ? "policy " + here : here.ToString());
        }
        while (here != start);
        way.Reverse();
        return string.Join(" -> ", way);
    }
}
