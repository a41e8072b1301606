using System.Globalization;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts;

public sealed class StableHashTests
{
    /// <summary>These values never change: an open wave goes on after an upgrade.</summary>
    [Theory]
    [InlineData("", 0, 8922497616986557598UL)]
    [InlineData("edge-1", 1, 8976105687288946026UL)]
    [InlineData("edge-1", 2, 11127147846564289378UL)]
    [InlineData("büro-7", -1, 15021794652225833491UL)]
    public void Golden(string edge, long number, ulong expected) => Assert.Equal(expected, StableHash.Of(edge, number));

    [Fact]
    public void Neighbours_are_spread_evenly()
    {
        var tenths = new int[10];
        for (var i = 0; i < 10_000; i++)
            tenths[(int)(StableHash.Of("store-" + i.ToString("D5", CultureInfo.InvariantCulture), 7) / (ulong.MaxValue / 10 + 1))]++;
        Assert.All(tenths, count => Assert.InRange(count, 880, 1120));
    }
}
