namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>
/// So much a minute, with a minute's worth in hand at most; so in any t minutes at most (1 + t) times the limit. Exact: counted in units times ticks of a minute.
/// What costs more than a minute's worth takes it when it is whole and leaves a debt, so the mean holds for it as well.
/// </summary>
/// <param name="Level">What is in hand, in units times <see cref="TimeSpan.TicksPerMinute"/>; below zero: a debt.</param>
/// <param name="At">When that was so.</param>
internal readonly record struct TokenBucket(Int128 Level, DateTimeOffset At)
{
    /// <summary>A minute's worth in hand: a wave that opens.</summary>
    internal static TokenBucket Full(long perMinute, DateTimeOffset now) => new(Whole(perMinute), now);

    /// <summary>Nothing in hand: after a restart, when nobody knows what went in the last minute.</summary>
    internal static TokenBucket Empty(DateTimeOffset now) => new(0, now);

    /// <summary>The same at a later time. A clock that was put back brings nothing in.</summary>
    internal TokenBucket Later(long perMinute, DateTimeOffset now)
    {
        var gained = now > At ? (now - At).Ticks * (Int128)Math.Max(0, perMinute) : 0;
        return new TokenBucket(Int128.Min(Whole(perMinute), Level + gained), now);
    }

    /// <summary>Whether something of this cost may go.</summary>
    internal bool Allows(long perMinute, long cost) => cost <= 0 || (perMinute > 0 && Level >= Needed(perMinute, cost));

    /// <summary>When it may go if nothing else does before; null: never.</summary>
    internal DateTimeOffset? When(long perMinute, long cost)
    {
        if (Allows(perMinute, cost))
        {
            return At;
        }

        if (perMinute <= 0)
        {
            return null;
        }

        var ticks = (Needed(perMinute, cost) - Level + perMinute - 1) / perMinute;
        return ticks > (DateTimeOffset.MaxValue - At).Ticks ? null : At + TimeSpan.FromTicks((long)ticks);
    }

    /// <summary>What is left after something went.</summary>
    internal TokenBucket Less(long cost) => this with { Level = Level - (Math.Max(0, cost) * (Int128)TimeSpan.TicksPerMinute) };

    private static Int128 Needed(long perMinute, long cost) => Int128.Min(Whole(perMinute), cost * (Int128)TimeSpan.TicksPerMinute);

    private static Int128 Whole(long perMinute) => Math.Max(0, perMinute) * (Int128)TimeSpan.TicksPerMinute;
}
