using KubeStellar.Edge.Flow.State.Audit;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.State.Audit;

public sealed class DenialRateTests
{
    [Fact]
    public void A_flood_is_told_at_a_bounded_rate_with_the_count_of_what_was_left_out()
    {
        var time = new FakeTimeProvider();
        var rate = new DenialRate(time);
        var told = Enumerable.Range(0, 1000).Count(i => rate.Tell("edge.refused", "no") is not null);
        Assert.Equal(20, told);
        Assert.Equal("another", rate.Tell("report.refused", "another"));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("no (980 more of this kind were not recorded since the last one)", rate.Tell("edge.refused", "no"));
        Assert.Null(rate.Tell("edge.refused", "no"));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(20, Enumerable.Range(0, 1000).Count(i => rate.Tell("edge.refused", "no") is not null));
    }
}
