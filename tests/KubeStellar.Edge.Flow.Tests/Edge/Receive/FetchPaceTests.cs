using KubeStellar.Edge.Flow.Edge.Receive;

namespace KubeStellar.Edge.Flow.Tests.Edge.Receive;

public sealed class FetchPaceTests
{
    [Fact]
    public void A_good_link_is_soon_asked_for_all_that_fits()
    {
        var pace = new FetchPace();
        for (var i = 0; i < 6; i++)
            pace.Answered(TimeSpan.FromMilliseconds(30));
        Assert.Equal(FetchPace.Most, pace.Bytes);
        Assert.Equal(128, pace.Digests);
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(500)]
    public void On_a_slow_link_every_request_is_answered_before_patience_ends(int bytesPerSecond)
    {
        var pace = new FetchPace();
        var wasted = TimeSpan.Zero;
        for (var carried = 0; carried < 200 * 1024;)
        {
            var takes = TimeSpan.FromSeconds(pace.Bytes / (double)bytesPerSecond);
            if (takes > pace.Patience)
            {
                wasted += takes;
                pace.Unanswered(pace.Patience);
                continue;
            }

            carried += pace.Bytes;
            pace.Answered(takes);
            Assert.True(pace.Bytes / (double)bytesPerSecond <= pace.Patience.TotalSeconds, $"{pace.Bytes} bytes do not come within {pace.Patience}");
        }

        Assert.True(wasted < TimeSpan.FromSeconds(40), $"{wasted} of the link's time went into answers that nobody waited for");
        Assert.InRange(pace.Bytes, FetchPace.Least, FetchPace.First);
    }

    [Fact]
    public void A_request_that_could_not_be_sent_says_nothing_of_the_link()
    {
        var pace = new FetchPace();
        pace.Unanswered(TimeSpan.FromMilliseconds(3));
        Assert.Equal(FetchPace.First, pace.Bytes);
    }
}
