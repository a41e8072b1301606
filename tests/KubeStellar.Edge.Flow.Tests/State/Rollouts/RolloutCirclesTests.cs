using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts;

public sealed class RolloutCirclesTests
{
    [Theory]
    [InlineData("a", "a>b b>c", null)]
    [InlineData("a", "a>a", "a -> a")]
    [InlineData("a", "a>b b>c c>a", "a -> b -> c -> a")]
    [InlineData("a", "a>b a>c b>d c>d d>e", null)]
    [InlineData("a", "a>b b>c c>b", null)]
    [InlineData("b", "a>b b>c c>b", "b -> c -> b")]
    [InlineData("a", "", null)]
    public void A_way_back_is_found_and_nothing_else(string policy, string waits, string? way)
    {
        var after = waits.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('>')).GroupBy(pair => pair[0])
            .ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group.Select(pair => pair[1])]);

        Assert.Equal(way, RolloutCircles.Through(policy, after));
    }
}
