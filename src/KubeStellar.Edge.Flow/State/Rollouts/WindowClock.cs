namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>
/// When maintenance windows are open. A window is open exactly while a clock on the wall of its zone shows a time within it: where clocks are put forward, a window
/// in the skipped hour does not open on that day; where they are put back, one in the doubled hour opens twice. So nothing ever moves at a time of day that the
/// owner did not name. No windows at all: always open. A window whose zone this machine does not know never opens (see <see cref="Explain"/>).
/// </summary>
internal static class WindowClock
{
    // Windows of several zones may leave a gap only in the weeks in which one zone has moved its clocks and another has not.
    private const int Weeks = 57;
    private const string Known = "Europe/Berlin";

    /// <summary>Whether one of the windows is open.</summary>
    internal static bool IsOpen(IReadOnlyList<WindowRule> windows, DateTimeOffset now) => windows.Count == 0 || Any(Zoned(windows), now.UtcDateTime);

    /// <summary>The first instant from now on at which one is open: now, if one is. Null: none within a year.</summary>
    internal static DateTimeOffset? NextOpening(IReadOnlyList<WindowRule> windows, DateTimeOffset now) => windows.Count == 0 ? now : Next([windows], now, true);

    /// <summary>The first instant from now on at which none is open: now, if none is. Null: they never close within a year.</summary>
    internal static DateTimeOffset? NextClosing(IReadOnlyList<WindowRule> windows, DateTimeOffset now) => windows.Count == 0 ? null : Next([windows], now, false);

    /// <summary>Whether one of each list is open: a wave keeps its own windows and those of its rollout.</summary>
    internal static bool AllOpen(IReadOnlyList<IReadOnlyList<WindowRule>> lists, DateTimeOffset now) => lists.All(windows => IsOpen(windows, now));

    /// <summary>The first instant from now on at which one of each list is open. Null: none within a year.</summary>
    internal static DateTimeOffset? NextOpeningOfAll(IReadOnlyList<IReadOnlyList<WindowRule>> lists, DateTimeOffset now) => Next(lists, now, true);

    /// <summary>Why a window may not name this zone, with the remedy, for people; null when it may.</summary>
    internal static string? Explain(string zone)
    {
        if (Find(zone) is not null)
        {
            return null;
        }

        if (Find(Known) is null)
        {
            return $"The hub's machine knows no time zones, so not '{zone}' either: install the package tzdata there and start the hub again, or use the zone 'UTC'.";
        }

        var meant = TimeZoneInfo.GetSystemTimeZones().FirstOrDefault(one => string.Equals(one.Id, zone, StringComparison.OrdinalIgnoreCase))?.Id;
        return meant is not null
            ? $"There is no time zone '{zone}': '{meant}' is meant."
            : $"The hub's machine knows no time zone '{zone}': use an IANA name such as '{Known}' (timedatectl list-timezones), or bring tzdata on the hub's machine up to date and start the hub again.";
    }

    private static DateTimeOffset? Next(IReadOnlyList<IReadOnlyList<WindowRule>> lists, DateTimeOffset now, bool open)
    {
        var zoned = lists.Where(windows => windows.Count > 0).Select(Zoned).ToArray();
        var begin = now.UtcDateTime;
        if (All(zoned, begin) == open)
        {
            return now;
        }

        var edges = new List<DateTime>();
        for (var week = 0; week < Weeks; week++)
        {
            edges.Clear();
            var end = begin.AddDays(7);
            foreach (var window in zoned.SelectMany(static list => list))
            {
                window.Edges(begin, end, edges);
            }

            edges.Sort();
            foreach (var edge in edges)
            {
                if (All(zoned, edge) == open)
                {
                    return new DateTimeOffset(edge, TimeSpan.Zero);
                }
            }

            begin = end;
        }

        return null;
    }

    private static bool All(ZonedWindow[][] lists, DateTime utc)
    {
        foreach (var list in lists)
        {
            if (!Any(list, utc))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Any(ZonedWindow[] windows, DateTime utc)
    {
        foreach (var window in windows)
        {
            if (window.Holds(utc))
            {
                return true;
            }
        }

        return false;
    }

    private static ZonedWindow[] Zoned(IReadOnlyList<WindowRule> windows) =>
        [.. windows.Select(static rule => (rule, zone: Find(rule.Zone))).Where(static one => one.zone is not null).Select(static one => new ZonedWindow(one.rule, one.zone!))];

    /// <summary>A zone by its exact IANA name. Only names: the system's search takes paths of files as well, and remembers names whatever their case.</summary>
    private static TimeZoneInfo? Find(string name) =>
        name == "UTC" ? TimeZoneInfo.Utc
        : name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && (zone.Id == name || !string.Equals(zone.Id, name, StringComparison.OrdinalIgnoreCase)) ? zone
        : null;
}
