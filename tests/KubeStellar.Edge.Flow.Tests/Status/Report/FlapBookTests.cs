using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Flow.Status.Report;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

public sealed class FlapBookTests
{
    private static readonly Digest Up = Digest.Of("up"u8);
    private static readonly Digest Down = Digest.Of("down"u8);
    private readonly FakeTimeProvider _time = new();
    private readonly EdgeConditions _conditions = new();
    private readonly FlapBook _book;
    private int _changed;

    public FlapBookTests()
    {
        _book = new FlapBook(_conditions, _time);
        _conditions.Changed += () => _changed++;
    }

    [Fact]
    public void A_policy_that_flaps_waits_and_is_told_with_its_count_and_another_is_told_at_once()
    {
        var waited = 0;
        for (var i = 0; i < 100; i++)
        {
            waited += Tell("sick", 1, i % 2 == 0 ? Up : Down) > TimeSpan.Zero ? 1 : 0;
            Assert.Equal(TimeSpan.Zero, i % 20 == 0 ? Tell("well", 1, i % 40 == 0 ? Up : Down) : TimeSpan.Zero);
            _book.Say();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(waited, 70, 89);
        Assert.NotNull(_book.Next);
        var condition = Assert.Single(_conditions.All);
        Assert.Equal("Flapping", condition.Type);
        Assert.Contains("policy default.sick changed more than 80 times", condition.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("well", condition.Message, StringComparison.Ordinal);
        Assert.InRange(_changed, 1, 5);

        _time.Advance(TimeSpan.FromMinutes(3));
        _book.Say();
        Assert.Empty(_conditions.All);
        Assert.Equal(TimeSpan.Zero, _book.Next);
        Assert.Equal(TimeSpan.Zero, Tell("sick", 1, Down));
    }

    [Fact]
    public void What_a_new_root_brings_counts_for_nothing()
    {
        for (var i = 0; i < 200; i++)
            Assert.Equal(TimeSpan.Zero, Tell("web", i, i % 2 == 0 ? Up : Down));
        _book.Say();
        Assert.Empty(_conditions.All);
    }

    [Fact]
    public void A_new_root_is_reported_at_once_though_the_policy_flaps()
    {
        for (var i = 0; i < 50; i++)
            Tell("web", 1, i % 2 == 0 ? Up : Down);
        Assert.True(Tell("web", 1, Up) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, Tell("web", 2, Down));
    }

    private TimeSpan Tell(string policy, long revision, Digest print)
    {
        var report = new ReportRecord { Edge = "e", Policy = new PolicyKey("default", policy), Manifest = Up, Epoch = 1, Revision = revision, Sequence = 0, Objects = [] };
        var wait = _book.Note(report, print);
        if (wait == TimeSpan.Zero)
            _book.Told(report.Policy);
        return wait;
    }
}
