namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>A span of time in which the clocks of a zone are not moved.</summary>
/// <param name="From">Its begin, in UTC.</param>
/// <param name="To">Its end, in UTC.</param>
/// <param name="Offset">What the clocks show more than UTC.</param>
internal readonly record struct ZoneSpan(DateTime From, DateTime To, TimeSpan Offset)
{
    // No zone moves its clocks twice within so long; finer steps would only cost time.
    private static readonly TimeSpan Step = TimeSpan.FromHours(12);

    /// <summary>The spans between two times, in order and without a gap.</summary>
    internal static IEnumerable<ZoneSpan> Between(TimeZoneInfo zone, DateTime from, DateTime to)
    {
        var begin = from;
        var offset = zone.GetUtcOffset(from);
        for (var low = from; low < to;)
        {
            var high = to - low > Step ? low + Step : to;
            var there = zone.GetUtcOffset(high);
            if (there != offset)
            {
                var moved = Change(zone, offset, low, high);
                yield return new ZoneSpan(begin, moved, offset);
                (begin, offset) = (moved, there);
            }

            low = high;
        }

        if (begin < to)
        {
            yield return new ZoneSpan(begin, to, offset);
        }
    }

    /// <summary>The first instant, to the tick, at which the offset is another one.</summary>
    private static DateTime Change(TimeZoneInfo zone, TimeSpan before, DateTime low, DateTime high)
    {
        while (high - low > TimeSpan.FromTicks(1))
        {
            var middle = low + ((high - low) / 2);
            (low, high) = zone.GetUtcOffset(middle) == before ? (middle, high) : (low, middle);
        }

        return high;
    }
}
