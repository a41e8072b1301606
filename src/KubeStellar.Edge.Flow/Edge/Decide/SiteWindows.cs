using System.Globalization;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Edge.Decide;

/// <summary>Windows of manifests as rules of time. What cannot be read as one never opens: the hub checked it, so this daemon is older than what wrote it.</summary>
internal static class SiteWindows
{
    /// <summary>The rules; empty for none.</summary>
    internal static IReadOnlyList<WindowRule> Of(ManifestRecord manifest) => manifest.Site?.Windows is { Count: > 0 } windows ? [.. windows.Select(Rule)] : [];

    /// <summary>Why a policy waits, and until when, for people.</summary>
    internal static string Explain(ManifestRecord manifest, DateTimeOffset now, bool trusted)
    {
        if (!trusted)
        {
            return "this clock was set or ran wild, and no hub confirmed it yet";
        }

        var rules = Of(manifest);
        return rules.Select(rule => WindowClock.Explain(rule.Zone)).FirstOrDefault(why => why is not null)
            ?? (WindowClock.NextOpening(rules, now) is { } next ? string.Create(CultureInfo.InvariantCulture, $"its window opens at {next:yyyy-MM-dd HH:mm} UTC") : "its window does not open within a year");
    }

    private static WindowRule Rule(SiteWindow window) =>
        TimeOnly.TryParseExact(window.From, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
        && TimeOnly.TryParseExact(window.To, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to)
        && window.Days.All(day => Enum.TryParse<DayOfWeek>(day, out _))
            ? new WindowRule([.. window.Days.Select(Enum.Parse<DayOfWeek>)], from, to, window.Zone)
            : new WindowRule([], default, default, "");
}
