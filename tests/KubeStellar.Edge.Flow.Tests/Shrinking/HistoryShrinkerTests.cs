using KubeStellar.Edge.TestKit.Shrinking;

namespace KubeStellar.Edge.Flow.Tests.Shrinking;

public sealed class HistoryShrinkerTests
{
    [Theory]
    [InlineData(new[] { 17 }, 100)]
    [InlineData(new[] { 0, 99 }, 100)]
    [InlineData(new[] { 3, 4, 50, 77 }, 100)]
    [InlineData(new[] { 0 }, 1)]
    [InlineData(new[] { 0, 1, 2 }, 3)]
    public async Task What_is_left_is_what_it_takes(int[] needed, int length)
    {
        var left = await HistoryShrinker.ShrinkAsync([.. Enumerable.Range(0, length)], history => Task.FromResult(needed.All(history.Contains)), () => true);
        Assert.Equal(needed, left);
    }

    [Fact]
    public async Task No_single_step_of_what_is_left_can_be_left_out()
    {
        // Fails with two steps of either kind: there are many shortest histories, and any will do.
        static bool Fails(IReadOnlyList<int> history) => history.Count(step => step % 3 == 0) >= 2 || history.Count(step => step % 7 == 0) >= 3;
        var left = await HistoryShrinker.ShrinkAsync([.. Enumerable.Range(1, 60)], history => Task.FromResult(Fails(history)), () => true);
        Assert.True(Fails(left));
        Assert.All(left, step => Assert.False(Fails([.. left.Where(other => other != step)])));
    }

    [Fact]
    public async Task With_no_time_left_it_ends_with_the_shortest_that_failed()
    {
        var runs = 0;
        var left = await HistoryShrinker.ShrinkAsync(
            [.. Enumerable.Range(0, 1000)],
            history =>
            {
                runs++;
                return Task.FromResult(history.Contains(10) && history.Contains(600));
            },
            () => runs < 5);
        Assert.Equal(5, runs);
        Assert.Contains(10, left);
        Assert.Contains(600, left);
        Assert.InRange(left.Count, 2, 999);
    }
}
