namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>A window and its zone.</summary>
internal readonly record struct ZonedWindow(WindowRule Rule, TimeZoneInfo Zone)
{
    /// <summary>Whether a clock on the wall there shows a time within the window.</summary>
    internal bool Holds(DateTime utc)
    {
        var local = utc + Zone.GetUtcOffset(utc);
        var time = TimeOnly.FromDateTime(local);
        if (Rule.From < Rule.To)
        {
            return time >= Rule.From && time < Rule.To && Begins(local.DayOfWeek);
        }

        // Over midnight: the evening belongs to today, the morning to yesterday.
        return (time >= Rule.From && Begins(local.DayOfWeek)) || (time < Rule.To && Begins((DayOfWeek)(((int)local.DayOfWeek + 6) % 7)));
    }

    /// <summary>Every instant between two at which <see cref="Holds"/> may change: begins and ends by the clock on the wall, and when that is moved.</summary>
    internal void Edges(DateTime from, DateTime to, List<DateTime> into)
    {
        foreach (var span in ZoneSpan.Between(Zone, from, to))
        {
            into.Add(span.From);
            for (var day = (span.From + span.Offset).Date; day <= span.To + span.Offset; day = day.AddDays(1))
            {
                Add(span, day + Rule.From.ToTimeSpan(), into);
                Add(span, day + Rule.To.ToTimeSpan(), into);
            }
        }
    }

    private static void Add(ZoneSpan span, DateTime local, List<DateTime> into)
    {
        var utc = local - span.Offset;
        if (utc >= span.From && utc < span.To)
        {
            into.Add(utc);
        }
    }

    private bool Begins(DayOfWeek day) => Rule.Days.Count == 0 || Rule.Days.Contains(day);
}
