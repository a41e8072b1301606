namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Policies whose rollouts wait for each other (<c>rollout.after</c>) would wait for ever. Pure.</summary>
internal static class RolloutCircles
{
    /// <summary>The way from a policy back to itself, <c>a -&gt; b -&gt; a</c>; null when there is none.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="after">Whom each policy's rollout waits for, by name.</param>
    public static string? Through(string policy, IReadOnlyDictionary<string, IReadOnlyList<string>> after)
    {
        var came = new Dictionary<string, string>(StringComparer.Ordinal);
        var next = new Queue<string>([policy]);
        while (next.TryDequeue(out var at))
        {
            foreach (var other in after.GetValueOrDefault(at) ?? [])
            {
                if (other == policy)
                {
                    var way = new List<string> { policy };
                    for (var back = at; back != policy; back = came[back])
                    {
                        way.Add(back);
                    }

                    way.Add(policy);
                    way.Reverse();
                    return string.Join(" -> ", way);
                }

                if (came.TryAdd(other, at))
                {
                    next.Enqueue(other);
                }
            }
        }

        return null;
    }
}
