using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts;

public sealed class FreezeClockTests
{
    private static readonly FreezeRule[] Freezes = [Days(20, 24, "fair"), Days(23, 27, "holidays"), Days(27, 28, "inventory"), Days(1, 2, "other")];

    [Theory]
    [InlineData(19, null, 19)]
    [InlineData(20, "fair", 28)]
    [InlineData(23, "holidays", 28)]
    [InlineData(24, "holidays", 28)]
    [InlineData(27, "inventory", 28)]
    [InlineData(28, null, 28)]
    [InlineData(1, "other", 2)]
    public void The_freeze_in_force_and_its_end(int day, string? reason, int end)
    {
        Assert.Equal(reason, FreezeClock.At(Freezes, Day(day))?.Reason);
        Assert.Equal(Day(end), FreezeClock.NextEnd(Freezes, Day(day)));
    }

    [Fact]
    public void None_is_none() => Assert.Null(FreezeClock.At([], Day(3)));

    private static DateTimeOffset Day(int day) => new(2026, 12, day, 0, 0, 0, TimeSpan.Zero);

    private static FreezeRule Days(int from, int to, string reason) => new(Day(from), Day(to), reason);
}
