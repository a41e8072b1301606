namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Which declared freeze is in force. Begins belong to a freeze, ends do not.</summary>
internal static class FreezeClock
{
    /// <summary>The freeze that is in force; of several the one that ends last. Null: none.</summary>
    internal static FreezeRule? At(IReadOnlyList<FreezeRule> freezes, DateTimeOffset now)
    {
        FreezeRule? last = null;
        foreach (var freeze in freezes)
        {
            if (freeze.From <= now && now < freeze.To && (last is null || freeze.To > last.To))
            {
                last = freeze;
            }
        }

        return last;
    }

    /// <summary>When things may move again: the end of the freeze in force, and of those that follow it without a gap. Now, if there is none.</summary>
    internal static DateTimeOffset NextEnd(IReadOnlyList<FreezeRule> freezes, DateTimeOffset now)
    {
        while (At(freezes, now) is { } freeze)
        {
            now = freeze.To;
        }

        return now;
    }
}
