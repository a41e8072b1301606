using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Strategies;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("+0", 0)]
    [InlineData("5s", 5_000)]
    [InlineData("-5s", -5_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("1h.5m", 3_630_000)]
    [InlineData("1.h", 3_600_000)]
    [InlineData("2h45m0.5s", 9_900_500)]
    [InlineData("1s1s", 2_000)]
    [InlineData("1500us", 1.5)]
    [InlineData("1500\u00B5s", 1.5)]
    [InlineData("1500\u03BCs", 1.5)]
    [InlineData("1000100ns", 1.0001)]
    [InlineData("2562047h47m", 9_223_372_020_000)]
    public void Reads_what_go_reads(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1..5s")]
    [InlineData("5d")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("1h-5m")]
    [InlineData("5s\n")]
    [InlineData("--5s")]
    [InlineData("2562048h")]
    [InlineData("2562047h48m")]
    [InlineData("9999999999999999999999999999999999h")]
    public void Refuses_what_go_refuses(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
