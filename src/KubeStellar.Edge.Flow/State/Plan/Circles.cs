namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Finds things that wait for each other.</summary>
internal static class Circles
{
    /// <summary>Ways that lead back to where they began, each without its repeated end; none when there is an order.</summary>
    public static IReadOnlyList<IReadOnlyList<T>> Find<T>(IEnumerable<T> all, Func<T, IEnumerable<T>> next)
        where T : notnull
    {
        var found = new List<IReadOnlyList<T>>();
        var done = new HashSet<T>();
        foreach (var start in all)
        {
            Walk(start, next, done, found);
        }

        return found;
    }

    // Not recursive: a chain of dependencies may be as long as a workspace has objects.
    private static void Walk<T>(T start, Func<T, IEnumerable<T>> next, HashSet<T> done, List<IReadOnlyList<T>> found)
        where T : notnull
    {
        if (done.Contains(start))
        {
            return;
        }

        var (way, place, open) = (new List<T> { start }, new Dictionary<T, int> { [start] = 0 }, new Stack<IEnumerator<T>>());
        open.Push(next(start).GetEnumerator());
        while (open.Count > 0)
        {
            if (!open.Peek().MoveNext())
            {
                open.Pop().Dispose();
                done.Add(way[^1]);
                place.Remove(way[^1]);
                way.RemoveAt(way.Count - 1);
                continue;
            }

            var step = open.Peek().Current;
            if (place.TryGetValue(step, out var at))
            {
                found.Add([.. way.Skip(at)]);
            }
            else if (!done.Contains(step))
            {
                place[step] = way.Count;
                way.Add(step);
                open.Push(next(step).GetEnumerator());
            }
        }
    }
}
