using KubeStellar.Edge.Flow.Loop;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Loop;

public sealed class FlapDamperTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_changes_now_and_then_is_told_at_once()
    {
        var damper = new FlapDamper(FlapRule.Reports, _time);
        for (var i = 0; i < 200; i++)
        {
            damper.Seen();
            Assert.Equal(TimeSpan.Zero, damper.Wait);
            Assert.False(damper.Flapping);
            damper.Told();
            _time.Advance(TimeSpan.FromSeconds(6));
        }
    }

    [Fact]
    public void What_goes_to_and_fro_is_told_at_a_falling_pace_and_at_once_again_when_it_was_steady()
    {
        var damper = new FlapDamper(FlapRule.Reports, _time);
        var told = new List<int>();
        const int Seconds = 600;
        for (var second = 0; second < Seconds; second++)
        {
            damper.Seen();
            if (damper.Wait == TimeSpan.Zero)
            {
                told.Add(second);
                damper.Told();
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(damper.Flapping);
        Assert.Equal(Seconds, damper.Count);
        Assert.Equal(Enumerable.Range(0, 10), told.Take(10));
        var gaps = told.Skip(10).Zip(told.Skip(11), (one, next) => next - one).ToList();
        Assert.Equal(gaps.Order(), gaps);
        Assert.Equal(60, gaps[^1]);
        Assert.True(damper.Wait > TimeSpan.Zero);

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.Zero, damper.Wait);
        damper.Look();
        Assert.False(damper.Flapping);
        Assert.Equal(0, damper.Count);
    }
}
