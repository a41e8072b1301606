using KubeStellar.Edge.Nats.Gateway;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Nats.Tests.Gateway;

public sealed class AskerRatesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_verb_has_its_own_requests_and_bytes()
    {
        var rates = Make();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(TimeSpan.Zero, rates.Take("facts", 10));
        }

        Assert.Equal(TimeSpan.FromSeconds(1), rates.Take("facts", 10));
        Assert.Equal(TimeSpan.Zero, rates.Take("report", 900));
        Assert.Equal(TimeSpan.FromSeconds(8), rates.Take("report", 900));

        // What never fits waits for a full bucket, and is then let through.
        Assert.Equal(TimeSpan.FromSeconds(9), rates.Take("report", 5_000_000));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.Zero, rates.Take("report", 5_000_000));
        Assert.True(rates.Take("report", 1) > TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void Who_obeys_is_never_muted()
    {
        var rates = Make();
        var served = 0;
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(rates.Muted());
            var wait = rates.Take("facts", 1);
            served += wait == TimeSpan.Zero ? 1 : 0;
            _time.Advance(wait);
        }

        Assert.InRange(served, 499, 503);
    }

    [Fact]
    public void Who_floods_is_muted_until_it_is_silent_for_a_while()
    {
        var rates = Make();
        var (served, refused, muted) = (0, 0, 0);
        for (var i = 0; i < 10_000; i++)
        {
            if (rates.Muted())
            {
                muted++;
            }
            else if (rates.Take("facts", 1) == TimeSpan.Zero)
            {
                served++;
            }
            else
            {
                refused++;
            }

            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal((3, 12, 9985), (served, refused, muted));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(rates.Muted());
        Assert.Equal(TimeSpan.Zero, rates.Take("facts", 1));
    }

    private AskerRates Make() => new(
        1000, 1000,
        new Dictionary<string, VerbLimit> { ["facts"] = new(1, 3, 1000, 1000), ["report"] = new(100, 100, 100, 1000) },
        10, TimeSpan.FromSeconds(2), _time);
}
