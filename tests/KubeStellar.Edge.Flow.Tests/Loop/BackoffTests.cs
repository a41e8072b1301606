using KubeStellar.Edge.Flow.Loop;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Loop;

public sealed class BackoffTests
{
    private static readonly Backoff Some = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), 0.2);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(7, 60)]
    [InlineData(int.MaxValue, 60)]
    public void Pauses_double_up_to_the_limit_within_the_jitter(int failures, double seconds)
    {
        var random = new Random(1);
        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(Some.After(failures, random).TotalSeconds, seconds * 0.799, seconds * 1.201);
        }
    }

    [Fact]
    public void A_key_waits_for_its_own_failures_only()
    {
        var keyed = new KeyedBackoff<string>(Some with { Jitter = 0 }, new Random(1));
        Assert.Equal(1, keyed.Failed("a").TotalSeconds);
        Assert.Equal(2, keyed.Failed("a").TotalSeconds);
        Assert.Equal(1, keyed.Failed("b").TotalSeconds);
        keyed.Succeeded("a");
        Assert.Equal(0, keyed.Failures("a"));
        Assert.Equal(1, keyed.Failed("a").TotalSeconds);
    }

    [Fact]
    public async Task A_doorbell_wakes_once_however_often_it_was_rung()
    {
        var time = new FakeTimeProvider();
        using var wake = new Wake();
        wake.Ring();
        wake.Ring();
        Assert.True(await wake.WaitAsync(TimeSpan.FromSeconds(1), time, default));
        var waits = wake.WaitAsync(TimeSpan.FromSeconds(1), time, default);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await waits);
        wake.Ring();
        Assert.True(await wake.WaitAsync(TimeSpan.FromSeconds(1), time, default));
    }
}
