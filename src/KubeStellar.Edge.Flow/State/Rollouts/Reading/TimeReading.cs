using System.Globalization;

namespace KubeStellar.Edge.Flow.State.Rollouts.Reading;

/// <summary>Reads windows and freezes.</summary>
internal static class TimeReading
{
    internal static WindowRule Window(Node window) => new(
        window["days"].List(day => day.Word<DayOfWeek>()),
        TimeOfDay(window["from"]),
        TimeOfDay(window["to"]),
        Zone(window["zone"]));

    internal static FreezeRule Freeze(Node freeze)
    {
        var (from, to) = (Instant(freeze["from"]), Instant(freeze["to"]));
        return from < to ? new FreezeRule(from, to, freeze["reason"].Text()) : throw freeze.Wrong("it ends before it begins");
    }

    private static TimeOnly TimeOfDay(Node node) =>
        TimeOnly.TryParseExact(node.Text(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw node.Wrong("a time of day such as 22:00 is expected");

    private static string Zone(Node node) => TimeZoneInfo.TryFindSystemTimeZoneById(node.Name(), out _) ? node.Text() : throw node.Wrong($"there is no time zone \"{node.Text()}\"");

    private static DateTimeOffset Instant(Node node) =>
        DateTimeOffset.TryParse(node.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : throw node.Wrong("a time such as 2026-12-24T00:00:00Z is expected");
}
