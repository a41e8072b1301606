using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Tiers;

/// <summary>How waves that count edges are shared out.</summary>
public sealed class CountSharesTests
{
    [Theory]
    [InlineData(5, "=10 eu=10 us=5", "=2 eu=2 us=1")]
    [InlineData(1, "=0 eu=3 us=3", "=0 eu=1 us=0")]
    [InlineData(100, "=1 eu=2", "=1 eu=2")]
    [InlineData(4, "=1 eu=1000", "=0 eu=4")]
    [InlineData(3, "=0 eu=0", "=0 eu=0")]
    public void Edges_are_shared_out_by_largest_remainder(int count, string weights, string expected) =>
        Assert.Equal(expected, Text(CountShares.Split(count, Numbers(weights))));

    [Fact]
    public void The_sum_is_exact_and_nobody_gets_more_than_there_is()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var weights = Enumerable.Range(0, random.Next(1, 9)).ToDictionary(at => $"r{at}", _ => random.Next(0, 50));
            var count = random.Next(0, 200);
            var shares = CountShares.Split(count, weights);
            Assert.Equal(Math.Min(count, weights.Values.Sum()), shares.Values.Sum());
            Assert.All(shares, share => Assert.InRange(share.Value, 0, weights[share.Key]));
        }
    }

    [Fact]
    public void Later_waves_share_out_what_is_left()
    {
        var rule = new RolloutRule { Waves = [Counting(3), new WaveRule { Name = "half" }, Counting(4)] };
        var counts = CountShares.Of(rule, null, Numbers("=3 eu=3"))!;
        Assert.Equal("0=2 2=1|0=1 2=2", $"{Text(counts[CountShares.Own])}|{Text(counts["eu"])}");
        Assert.Equal(new Dictionary<int, int> { [0] = 2, [2] = 1 }, CountShares.Numbers(counts));
    }

    [Fact]
    public void A_region_shares_out_what_it_was_granted()
    {
        var rule = new RolloutRule { Waves = [Counting(100)] };
        Assert.Equal("0=2", Text(CountShares.Of(rule, new Dictionary<string, int> { ["0"] = 2 }, Numbers("=9"))![CountShares.Own]));
        Assert.Null(CountShares.Of(rule, null, Numbers("=9")));
        Assert.Null(CountShares.Of(new RolloutRule { Waves = [new WaveRule { Name = "all" }] }, null, Numbers("=9 eu=3")));
    }

    private static WaveRule Counting(int count) => new() { Name = $"{count}", Count = count };

    private static Dictionary<string, int> Numbers(string text) =>
        text.Split(' ').Select(one => one.Split('=')).ToDictionary(one => one[0], one => int.Parse(one[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static string Text(IReadOnlyDictionary<string, int> shares) => string.Join(' ', shares.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));
}
