using KubeStellar.Edge.Flow.Status.Reduce;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

public sealed class SummaryPaceTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(SummaryPace.Few)]
    public void Few_policies_wait_one_period_each(int busy) => Assert.Equal(Period, SummaryPace.Of(Period, busy));

    [Theory]
    [InlineData(9)]
    [InlineData(80)]
    [InlineData(1000)]
    public void Many_policies_make_no_more_summaries_together_than_a_few(int busy) =>
        Assert.Equal(SummaryPace.Few / Period.TotalSeconds, busy / SummaryPace.Of(Period, busy).TotalSeconds, 0.1);
}
