using System.Globalization;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>Ages as kubectl shows them: <c>45s</c>, <c>3m12s</c>, <c>5h30m</c>, <c>12d</c>.</summary>
internal static class Ages
{
    internal static string Show(DateTimeOffset? since, DateTimeOffset now) => since is { } at ? Show(now - at) : JsonView.Nothing;

    internal static string Show(TimeSpan age)
    {
        // Clocks differ; an age that is a little negative is news, not an error.
        var seconds = Math.Max(0, (long)age.TotalSeconds);
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return string.Create(CultureInfo.InvariantCulture, $"{(seconds, minutes, hours, days) switch
        {
            ( < 120, _, _, _) => $"{seconds}s",
            (_, < 10, _, _) => With(minutes, "m", seconds % 60, "s"),
            (_, < 180, _, _) => $"{minutes}m",
            (_, _, < 8, _) => With(hours, "h", minutes % 60, "m"),
            (_, _, < 48, _) => $"{hours}h",
            (_, _, _, < 8) => With(days, "d", hours % 24, "h"),
            (_, _, _, < 730) => $"{days}d",
            _ => With(days / 365, "y", days % 365, "d"),
        }}");
    }

    private static string With(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit}{small}{smallUnit}";
}
