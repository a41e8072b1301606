using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class SystemdWatchdogTests
{
    [Theory]
    [InlineData("60000000", null, 30.0)]
    [InlineData("60000000", "", 30.0)]
    [InlineData("60000000", "42", 30.0)]
    [InlineData("60000000", "43", null)] // the parent's, inherited
    [InlineData("60000000", "us", null)]
    [InlineData("0", "42", null)]
    [InlineData("-1", "42", null)]
    [InlineData("", "42", null)]
    [InlineData(null, null, null)]
    public void It_notifies_at_half_the_interval_when_it_is_the_one_watched(string? microseconds, string? process, double? seconds) =>
        Assert.Equal(seconds, SystemdWatchdog.Interval(microseconds, process, 42)?.TotalSeconds);
}
