using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Finds things that wait for each other. Costs as much as there are things and steps, however many ways lead round.</summary>
internal static class Circles
{
    /// <summary>Things each of which leads back to itself, in groups that lead to each other; none when there is an order.</summary>
    public static IReadOnlyList<IReadOnlyList<T>> Find<T>(IEnumerable<T> all, Func<T, IEnumerable<T>> next)
        where T : notnull
    {
        var search = new Search<T>(next);
        foreach (var start in all)
        {
            search.From(start);
        }

        return search.Found;
    }

    /// <summary>A shortest way from one of a group back to it, without its repeated end.</summary>
    public static IReadOnlyList<T> Way<T>(T start, IReadOnlyCollection<T> group, Func<T, IEnumerable<T>> next)
        where T : notnull
    {
        var (open, from) = (group.ToHashSet(), new Dictionary<T, T>());
        var queue = new Queue<T>([start]);
        open.Remove(start);
        while (queue.TryDequeue(out var at))
        {
            foreach (var step in next(at))
            {
                if (step.Equals(start))
                {
                    var way = new List<T> { at };
                    while (!way[^1].Equals(start))
                    {
                        way.Add(from[way[^1]]);
                    }

                    way.Reverse();
                    return way;
                }

                if (open.Remove(step))
                {
                    from[step] = at;
                    queue.Enqueue(step);
                }
            }
        }

        return [start];
    }

    // Tarjan's strongly connected components. Not recursive: a chain of dependencies may be as long as a workspace has objects.
    private sealed class Search<T>(Func<T, IEnumerable<T>> next)
        where T : notnull
    {
        private readonly Dictionary<T, (int Number, int Lowest, bool Open)> _seen = [];
        private readonly List<T> _open = [];

        public List<IReadOnlyList<T>> Found { get; } = [];

        public void From(T start)
        {
            if (_seen.ContainsKey(start))
            {
                return;
            }

            var way = new Stack<(T Node, IEnumerator<T> Steps)>();
            Enter(start, way);
            while (way.TryPeek(out var top))
            {
                if (top.Steps.MoveNext())
                {
                    var step = top.Steps.Current;
                    if (!_seen.TryGetValue(step, out var known))
                    {
                        Enter(step, way);
                    }
                    else if (known.Open)
                    {
                        Lower(top.Node, known.Number);
                    }

                    continue;
                }

                way.Pop();
                top.Steps.Dispose();
                Leave(top.Node);
                if (way.TryPeek(out var before))
                {
                    Lower(before.Node, _seen[top.Node].Lowest);
                }
            }
        }

        private void Enter(T node, Stack<(T Node, IEnumerator<T> Steps)> way)
        {
            _seen[node] = (_seen.Count, _seen.Count, true);
            _open.Add(node);
            way.Push((node, next(node).GetEnumerator()));
        }

        private void Lower(T node, int number)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_seen, node);
            known.Lowest = Math.Min(known.Lowest, number);
        }

        private void Leave(T node)
        {
            var (number, lowest, _) = _seen[node];
            if (lowest != number)
            {
                return;
            }

            var first = _open.LastIndexOf(node);
            List<T> group = _open.GetRange(first, _open.Count - first);
            _open.RemoveRange(first, group.Count);
            foreach (var member in group)
            {
                CollectionsMarshal.GetValueRefOrNullRef(_seen, member).Open = false;
            }

            if (group.Count > 1 || next(node).Contains(node))
            {
                Found.Add(group);
            }
        }
    }
}
