namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>
/// Which of a wave's waiting edges may start. Turns follow the hash, so that edges of like names, which stand side by side, do not go together. An edge whose label
/// has no room is passed over: others are not held up by its region. One for which bytes or pulls do not suffice is not passed by any that would spend some, or a
/// large one would wait for ever behind small ones.
/// </summary>
internal static class ReleaseBudget
{
    /// <summary>Decides. Pure: the same question has the same answer. O(n log n), O(n) where candidates come in the order of their hashes.</summary>
    internal static ReleaseAnswer Decide(ReleaseQuestion question)
    {
        var bytes = question.BytesPerMinute is { } byteLimit ? question.Bytes.Later(byteLimit, question.Now) : question.Bytes;
        var pulls = question.PullsPerMinute is { } pullLimit ? question.Pulls.Later(pullLimit, question.Now) : question.Pulls;
        var room = (question.Concurrency ?? int.MaxValue) - question.OnTheWay;
        if (room <= 0 || question.Waiting.Count == 0)
        {
            return new ReleaseAnswer([], null, bytes, pulls);
        }

        var turns = Turns(question.Waiting);
        var groups = question.Groups.Select(static group => new GroupRoom(group)).ToArray();
        var slots = new List<int>();
        DateTimeOffset? next = null;
        var blocked = false;
        foreach (var at in turns)
        {
            var edge = question.Waiting[at];
            if (!Array.TrueForAll(groups, group => group.Has(at)))
            {
                continue;
            }

            var costs = Cost(question.BytesPerMinute, edge.Bytes) || Cost(question.PullsPerMinute, edge.Pulls);
            if (blocked && costs)
            {
                continue;
            }

            var wait = costs ? Wait(question, edge, bytes, pulls) : question.Now;
            var start = StartOf(question.OpenedAt, question.Jitter, edge.Hash);
            if ((wait > start ? wait : start) is var ready && ready > question.Now)
            {
                next = ready < (next ?? DateTimeOffset.MaxValue) ? ready : next;
                if (wait <= start)
                {
                    break; // turns follow the start times: whoever comes after starts later
                }

                blocked = true;
                continue;
            }

            slots.Add(edge.Slot);
            bytes = question.BytesPerMinute is null ? bytes : bytes.Less(edge.Bytes);
            pulls = question.PullsPerMinute is null ? pulls : pulls.Less(edge.Pulls);
            foreach (var group in groups)
            {
                group.Take(at);
            }

            if (--room == 0)
            {
                next = null;
                break;
            }
        }

        return new ReleaseAnswer(slots, next, bytes, pulls);
    }

    /// <summary>When an edge's own time to start has come.</summary>
    internal static DateTimeOffset StartOf(DateTimeOffset openedAt, TimeSpan jitter, ulong hash) =>
        jitter <= TimeSpan.Zero ? openedAt : openedAt + TimeSpan.FromTicks((long)(((UInt128)jitter.Ticks * hash) >> 64));

    private static bool Cost(long? limit, long cost) => limit is not null && cost > 0;

    /// <summary>When bytes and pulls suffice for an edge; the end of time: never.</summary>
    private static DateTimeOffset Wait(ReleaseQuestion question, ReleaseCandidate edge, TokenBucket bytes, TokenBucket pulls)
    {
        var first = question.BytesPerMinute is { } byteLimit ? bytes.When(byteLimit, edge.Bytes) ?? DateTimeOffset.MaxValue : question.Now;
        var second = question.PullsPerMinute is { } pullLimit ? pulls.When(pullLimit, edge.Pulls) ?? DateTimeOffset.MaxValue : question.Now;
        return first > second ? first : second;
    }

    /// <summary>Positions of the candidates in the order of their turns.</summary>
    private static int[] Turns(IReadOnlyList<ReleaseCandidate> waiting)
    {
        var keys = new ulong[waiting.Count];
        var turns = new int[waiting.Count];
        var sorted = true;
        for (var i = 0; i < keys.Length; i++)
        {
            (keys[i], turns[i]) = (waiting[i].Hash, i);
            sorted &= i == 0 || (keys[i - 1], waiting[i - 1].Slot).CompareTo((keys[i], waiting[i].Slot)) <= 0;
        }

        if (sorted)
        {
            return turns;
        }

        Array.Sort(keys, turns);
        for (var i = 0; i < keys.Length;)
        {
            var end = i + 1;
            while (end < keys.Length && keys[end] == keys[i])
            {
                end++;
            }

            if (end - i > 1)
            {
                turns.AsSpan(i, end - i).Sort((a, b) => waiting[a].Slot.CompareTo(waiting[b].Slot));
            }

            i = end;
        }

        return turns;
    }
}
