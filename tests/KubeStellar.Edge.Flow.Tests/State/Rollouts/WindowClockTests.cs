using System.Globalization;
using CsCheck;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts;

public sealed class WindowClockTests
{
    private static readonly string[] Zones =
        ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Kiritimati", "America/St_Johns"];

    [Theory]

    // Begins belong to a window, ends do not.
    [InlineData("* 22:00-23:00 UTC", "2026-03-04T21:59:59Z", false)]
    [InlineData("* 22:00-23:00 UTC", "2026-03-04T22:00:00Z", true)]
    [InlineData("* 22:00-23:00 UTC", "2026-03-04T23:00:00Z", false)]

    // Local time, winter and summer.
    [InlineData("* 02:00-04:00 Europe/Berlin", "2026-01-10T01:00:00Z", true)]
    [InlineData("* 02:00-04:00 Europe/Berlin", "2026-07-10T00:00:00Z", true)]
    [InlineData("* 02:00-04:00 Europe/Berlin", "2026-07-10T02:30:00Z", false)]
    [InlineData("* 09:00-10:00 Asia/Kathmandu", "2026-07-10T03:15:00Z", true)]
    [InlineData("* 09:00-10:00 Asia/Kathmandu", "2026-07-10T03:14:59Z", false)]

    // Over midnight: the day is that of the begin, by the clock of the zone. 2026-03-06 is a Friday.
    [InlineData("Fri 22:00-04:00 UTC", "2026-03-06T23:00:00Z", true)]
    [InlineData("Fri 22:00-04:00 UTC", "2026-03-07T03:59:59Z", true)]
    [InlineData("Fri 22:00-04:00 UTC", "2026-03-07T04:00:00Z", false)]
    [InlineData("Fri 22:00-04:00 UTC", "2026-03-06T03:00:00Z", false)]
    [InlineData("Fri 22:00-04:00 UTC", "2026-03-07T23:00:00Z", false)]
    [InlineData("Sun 23:00-01:00 UTC", "2026-03-09T00:30:00Z", true)]
    [InlineData("Fri 20:00-00:00 UTC", "2026-03-06T23:59:59Z", true)]
    [InlineData("Fri 20:00-00:00 UTC", "2026-03-07T00:00:00Z", false)]
    [InlineData("Fri 08:00-09:00 Pacific/Kiritimati", "2026-03-05T18:30:00Z", true)]

    // Whole days.
    [InlineData("Sat,Sun 00:00-00:00 UTC", "2026-03-07T00:00:00Z", true)]
    [InlineData("Sat,Sun 00:00-00:00 UTC", "2026-03-08T23:59:59Z", true)]
    [InlineData("Sat,Sun 00:00-00:00 UTC", "2026-03-09T00:00:00Z", false)]
    [InlineData("Sat 09:00-09:00 UTC", "2026-03-08T08:59:59Z", true)]
    [InlineData("Sat 09:00-09:00 UTC", "2026-03-08T09:00:00Z", false)]
    [InlineData("Sat 09:00-09:00 UTC", "2026-03-07T08:59:59Z", false)]

    // Berlin puts its clocks forward on 2026-03-29 at 01:00Z, from 02:00 to 03:00: nobody sees 02:30.
    [InlineData("* 02:00-03:00 Europe/Berlin", "2026-03-29T00:59:59Z", false)]
    [InlineData("* 02:00-03:00 Europe/Berlin", "2026-03-29T01:00:00Z", false)]
    [InlineData("* 02:30-03:30 Europe/Berlin", "2026-03-29T01:00:00Z", true)]
    [InlineData("* 02:30-03:30 Europe/Berlin", "2026-03-29T01:30:00Z", false)]
    [InlineData("* 01:30-02:30 Europe/Berlin", "2026-03-29T00:59:59Z", true)]
    [InlineData("* 01:30-02:30 Europe/Berlin", "2026-03-29T01:00:00Z", false)]

    // And back on 2026-10-25 at 01:00Z, from 03:00 to 02:00: 02:30 is seen twice.
    [InlineData("* 02:15-02:45 Europe/Berlin", "2026-10-25T00:30:00Z", true)]
    [InlineData("* 02:15-02:45 Europe/Berlin", "2026-10-25T01:00:00Z", false)]
    [InlineData("* 02:15-02:45 Europe/Berlin", "2026-10-25T01:30:00Z", true)]
    [InlineData("* 01:00-02:30 Europe/Berlin", "2026-10-25T00:45:00Z", false)]

    // New York, 2026-11-01 at 06:00Z; Lord Howe moves by half an hour, 2026-04-04 at 15:00Z.
    [InlineData("* 01:00-02:00 America/New_York", "2026-11-01T05:30:00Z", true)]
    [InlineData("* 01:00-02:00 America/New_York", "2026-11-01T06:30:00Z", true)]
    [InlineData("* 01:00-02:00 America/New_York", "2026-11-01T07:00:00Z", false)]
    [InlineData("* 01:30-02:00 Australia/Lord_Howe", "2026-04-04T14:45:00Z", true)]
    [InlineData("* 01:30-02:00 Australia/Lord_Howe", "2026-04-04T15:15:00Z", true)]
    [InlineData("* 01:30-02:00 Australia/Lord_Howe", "2026-04-04T15:30:00Z", false)]

    // One of several suffices; a zone that nobody knows never opens.
    [InlineData("* 02:00-03:00 UTC; * 05:00-06:00 UTC", "2026-03-29T05:30:00Z", true)]
    [InlineData("* 00:00-00:00 Europe/Atlantis", "2026-03-29T05:30:00Z", false)]
    [InlineData("* 00:00-00:00 Europe/Atlantis; * 05:00-06:00 UTC", "2026-03-29T05:30:00Z", true)]
    [InlineData("", "2026-03-29T05:30:00Z", true)]
    public void A_window_is_open_while_the_clock_on_the_wall_says_so(string windows, string now, bool open) =>
        Assert.Equal(open, WindowClock.IsOpen(Windows(windows), Time(now)));

    [Theory]
    [InlineData("Fri 22:00-04:00 UTC", "2026-03-04T00:00:00Z", "2026-03-06T22:00:00Z")]
    [InlineData("Fri 22:00-04:00 UTC", "2026-03-07T01:00:00Z", "2026-03-07T01:00:00Z")]
    [InlineData("* 02:00-03:00 Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-30T00:00:00Z")]
    [InlineData("Sun 02:00-03:00 Europe/Berlin", "2026-03-28T12:00:00Z", "2026-04-05T00:00:00Z")]
    [InlineData("* 02:15-02:45 Europe/Berlin", "2026-10-25T00:50:00Z", "2026-10-25T01:15:00Z")]
    [InlineData("* 02:30-03:30 Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("* 00:00-00:00 Europe/Atlantis", "2026-03-28T12:00:00Z", null)]

    // Samoa had no Friday, 2011-12-30.
    [InlineData("Fri 10:00-11:00 Pacific/Apia", "2011-12-30T09:00:00Z", "2012-01-05T20:00:00Z")]
    [InlineData("", "2026-03-28T12:00:00Z", "2026-03-28T12:00:00Z")]
    public void The_next_opening(string windows, string now, string? expected) =>
        Assert.Equal(expected is null ? null : Time(expected), WindowClock.NextOpening(Windows(windows), Time(now)));

    [Theory]
    [InlineData("Fri 22:00-04:00 UTC", "2026-03-07T01:00:00Z", "2026-03-07T04:00:00Z")]
    [InlineData("Fri 22:00-04:00 UTC", "2026-03-04T01:00:00Z", "2026-03-04T01:00:00Z")]
    [InlineData("* 01:30-02:30 Europe/Berlin", "2026-03-29T00:45:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("* 01:30-03:00 Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("Sat,Sun 00:00-00:00 UTC", "2026-03-07T12:00:00Z", "2026-03-09T00:00:00Z")]
    [InlineData("* 00:00-00:00 Europe/Berlin", "2026-03-07T12:00:00Z", null)]
    [InlineData("", "2026-03-28T12:00:00Z", null)]

    // Together they leave a gap only while New York has moved its clocks and Berlin has not.
    [InlineData("* 06:00-00:00 Europe/Berlin; * 18:00-00:00 America/New_York", "2026-05-01T12:00:00Z", "2026-10-25T04:00:00Z")]
    public void The_next_closing(string windows, string now, string? expected) =>
        Assert.Equal(expected is null ? null : Time(expected), WindowClock.NextClosing(Windows(windows), Time(now)));

    [Fact]
    public void A_wave_keeps_its_windows_and_its_rollouts()
    {
        IReadOnlyList<WindowRule>[] both = [Windows("Sat 00:00-00:00 UTC"), [], Windows("* 03:00-05:00 America/New_York")];
        Assert.False(WindowClock.AllOpen(both, Time("2026-03-07T00:30:00Z")));
        Assert.Equal(Time("2026-03-07T08:00:00Z"), WindowClock.NextOpeningOfAll(both, Time("2026-03-04T00:00:00Z")));
        Assert.Null(WindowClock.NextOpeningOfAll([Windows("Sat 00:00-00:00 UTC"), Windows("Sun 00:00-00:00 UTC")], Time("2026-03-04T00:00:00Z")));
        Assert.Equal(Time("2026-03-04T00:00:00Z"), WindowClock.NextOpeningOfAll([[], []], Time("2026-03-04T00:00:00Z")));
    }

    [Fact]
    public void Openings_and_closings_agree_with_the_clock()
    {
        var quarter = Gen.Int[0, 95].Select(n => new TimeOnly(n / 4, n % 4 * 15));
        var window = Gen.Select(Gen.Int[0, 127], quarter, quarter, Gen.Int[0, Zones.Length - 1]).Select(all => new WindowRule(
            [.. Enum.GetValues<DayOfWeek>().Where(day => (all.Item1 >> (int)day & 1) != 0)], all.Item2, all.Item3, Zones[all.Item4]));
        var at = Gen.Long[new DateTime(2009, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerSecond, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerSecond];
        Gen.Select(window.List[1, 4], at, Gen.Double[0, 1].List[6]).Sample((windows, seconds, shares) =>
        {
            var now = new DateTimeOffset(seconds * TimeSpan.TicksPerSecond, TimeSpan.Zero);
            var open = WindowClock.IsOpen(windows, now);
            var other = open ? WindowClock.NextClosing(windows, now) : WindowClock.NextOpening(windows, now);
            Assert.Equal(now, open ? WindowClock.NextOpening(windows, now) : WindowClock.NextClosing(windows, now));
            var end = other ?? now.AddDays(400);
            if (other is not null)
            {
                Assert.NotEqual(open, WindowClock.IsOpen(windows, end));
                Assert.Equal(open, WindowClock.IsOpen(windows, end.AddTicks(-1)));
            }

            foreach (var share in shares)
                Assert.Equal(open, WindowClock.IsOpen(windows, now + ((end - now - TimeSpan.FromTicks(1)) * share)));
        });
    }

    [Theory]
    [InlineData("Europe/Berlin", null)]
    [InlineData("UTC", null)]
    [InlineData("Etc/UTC", null)]
    [InlineData("Etc/GMT+5", null)]
    [InlineData("europe/berlin", "'Europe/Berlin' is meant")]
    [InlineData("Europe/Atlantis", "IANA name")]
    [InlineData("W. Europe Standard Time", "IANA name")]
    [InlineData("/etc/passwd", "IANA name")]
    [InlineData("../../etc/passwd", "IANA name")]
    [InlineData("", "IANA name")]
    public void A_zone_that_nobody_knows_is_explained(string zone, string? part)
    {
        Assert.Null(WindowClock.Explain("Europe/Berlin"));
        var why = WindowClock.Explain(zone);
        if (part is null)
            Assert.Null(why);
        else
            Assert.Contains(part, why, StringComparison.Ordinal);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Windows as <c>days from-to zone; ...</c>; days with commas, or a star.</summary>
    private static WindowRule[] Windows(string text) =>
        [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(one =>
        {
            var parts = one.Split(' ', 3);
            var times = parts[1].Split('-');
            return new WindowRule(
                parts[0] == "*" ? [] : [.. parts[0].Split(',').Select(day => Enum.GetValues<DayOfWeek>().Single(known => known.ToString().StartsWith(day, StringComparison.Ordinal)))],
                TimeOnly.Parse(times[0], CultureInfo.InvariantCulture),
                TimeOnly.Parse(times[1], CultureInfo.InvariantCulture),
                parts[2]);
        })];
}
