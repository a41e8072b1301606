using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Status.Report;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every outbox does.</summary>
public abstract class OutboxContract
{
    protected abstract IOutbox Reopen();

    [Fact]
    public async Task The_newest_report_of_a_policy_replaces_the_one_before()
    {
        await Reopen().PutAsync(new OutboxItem(Policy, Report(1), null, null), default);
        await Reopen().PutAsync(new OutboxItem(Policy, Report(2), null, Report(1)), default);
        var item = Assert.Single(await Reopen().ReadAsync(default));
        Assert.Equal(2, item.Newest.Sequence);
        Assert.Equal(1, item.Acknowledged!.Sequence);
        Assert.Equal("Current", item.Newest.Objects["_.ConfigMap.shop.a"].Health.ToString());
    }

    [Fact]
    public async Task A_policy_can_be_forgotten()
    {
        await Reopen().PutAsync(new OutboxItem(Policy, Report(1), null, null), default);
        await Reopen().RemoveAsync(Policy, default);
        Assert.Empty(await Reopen().ReadAsync(default));
    }

    [Fact]
    public async Task Sequences_rise_across_restarts()
    {
        var last = 0L;
        for (var restart = 0; restart < 3; restart++)
        {
            var outbox = Reopen();
            for (var i = 0; i < 300; i++)
            {
                var next = await outbox.NextSequenceAsync(default);
                Assert.True(next > last);
                last = next;
            }
        }
    }

    protected static PolicyKey Policy { get; } = PolicyKey.Parse("default.p");

    protected static ReportRecord Report(long sequence) => new()
    {
        Edge = "e",
        Policy = Policy,
        Manifest = Digest.Of("m"u8),
        Epoch = 1,
        Revision = sequence,
        Sequence = sequence,
        Objects = new() { ["_.ConfigMap.shop.a"] = new ReportObject { Content = Digest.Of("c"u8), Applied = true, Health = Health.Current } },
    };
}
