using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Status.Report;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

public sealed class ReportRulesTests
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Looking_again_is_no_news_and_everything_else_is()
    {
        var report = Report(1, ("a", Health.Current));
        var print = ReportRules.Fingerprint(report);
        Assert.Equal(print, ReportRules.Fingerprint(report with { Sequence = 7 }));
        Assert.Equal(print, ReportRules.Fingerprint(With(report, "a", one => one with { ObservedAt = At.AddDays(1) })));
        Assert.NotEqual(print, ReportRules.Fingerprint(report with { Revision = 9 }));
        Assert.NotEqual(print, ReportRules.Fingerprint(With(report, "a", one => one with { Health = Health.Failed })));
        Assert.NotEqual(print, ReportRules.Fingerprint(With(report, "a", one => one with { Status = JsonElement.Parse("{}") })));
    }

    [Fact]
    public void A_report_that_is_too_large_says_less_of_what_is_well_and_counts_the_same()
    {
        var report = Report(1, [.. Enumerable.Range(0, 100).Select(i => ($"o{i}", i % 10 == 0 ? Health.Failed : Health.Current))]);
        var status = JsonElement.Parse($"{{\"text\":\"{new string('x', 900)}\"}}");
        report = report with
        {
            Objects = new(
                report.Objects.ToDictionary(
                    item => item.Key,
                    item => item.Value with { Status = status, Message = new string('m', 500), Events = [new ReportEvent("", "R", new string('e', 400), 1)] }),
                StringComparer.Ordinal),
        };
        Assert.Same(report, ReportFit.Of(report, 768 * 1024).Report);

        var less = ReportFit.Of(report, 150_000).Report;
        Assert.All(less.Objects.Values, item => Assert.Equal(item.Health is Health.Failed, item.Status is not null));
        var least = ReportFit.Of(report, 1).Report;
        Assert.All(least.Objects.Values, item => Assert.Equal((null, null, ""), (item.Status, item.Events, item.Message)));
        Assert.Equal(report.Objects.Select(item => (item.Key, item.Value.Health, item.Value.Reason, item.Value.Applied)), least.Objects.Select(item => (item.Key, item.Value.Health, item.Value.Reason, item.Value.Applied)));
    }

    [Fact]
    public void A_hub_without_the_last_report_gets_a_whole_one()
    {
        var delta = ReportRules.Delta(new OutboxItem(Policy, Report(5, ("a", Health.Current)), null, null));
        Assert.Equal((0L, 1), (delta.Base, delta.Report.Objects.Count));
        Assert.Empty(delta.Removed);
    }

    [Fact]
    public void A_hub_with_the_last_report_gets_what_changed()
    {
        var known = Report(4, ("same", Health.Current), ("worse", Health.Current), ("gone", Health.Current));
        var newest = With(Report(5, ("same", Health.Current), ("worse", Health.Failed), ("new", Health.Current)), "same", one => one with { ObservedAt = At.AddDays(1) });
        var delta = ReportRules.Delta(new OutboxItem(Policy, newest, Partial("1"), known));
        Assert.Equal((4L, 5L), (delta.Base, delta.Report.Sequence));
        Assert.Equal(["_.ConfigMap.shop.new", "_.ConfigMap.shop.worse"], delta.Report.Objects.Keys);
        Assert.Equal(["gone"], delta.Removed.Select(key => key.Name));
        Assert.NotNull(delta.Partial);
    }

    [Fact]
    public void A_partial_made_again_is_news_when_it_says_something_else()
    {
        Assert.False(ReportRules.IsNews(null, null, false));
        Assert.True(ReportRules.IsNews(null, Partial("1"), false));
        Assert.False(ReportRules.IsNews(Partial("1"), Partial("1.0") with { Sequence = 9 }, false));
        Assert.False(ReportRules.IsNews(Partial("null"), Partial(null), false));
        Assert.True(ReportRules.IsNews(Partial("1"), Partial("2"), false));
        Assert.True(ReportRules.IsNews(Partial("1"), Partial("1") with { Bundle = Digest.Of("other"u8) }, false));
        Assert.True(ReportRules.IsNews(Partial("1"), Partial(null, "Threw: x"), false));
        Assert.True(ReportRules.IsNews(Partial(null, "Threw: x"), Partial("1"), false));
        Assert.True(ReportRules.IsNews(Partial(null, "TimedOut: x"), Partial("null"), false));
        Assert.False(ReportRules.IsNews(Partial(null, "Threw: x"), Partial(null, "Threw: x"), false));
        Assert.True(ReportRules.IsNews(Partial(null, "TimedOut: x"), Partial(null, "Threw: x"), false));
        Assert.False(ReportRules.IsNews(Partial(null, "TimedOut: x"), Partial(null, "HostDied: x"), true));
    }

    private static ReportRecord Report(long sequence, params (string Name, Health Health)[] objects) => new()
    {
        Edge = "e1",
        Policy = Policy,
        Manifest = Digest.Of("m"u8),
        Epoch = 1,
        Revision = 1,
        Sequence = sequence,
        Objects = new(
            objects.ToDictionary(
                one => $"_.ConfigMap.shop.{one.Name}",
                one => new ReportObject { Content = Digest.Of("c"u8), Applied = true, ObservedAfterApply = true, Health = one.Health, ObservedAt = At }),
            StringComparer.Ordinal),
    };

    private static ReportRecord With(ReportRecord report, string name, Func<ReportObject, ReportObject> change)
    {
        var key = $"_.ConfigMap.shop.{name}";
        return report with { Objects = new(report.Objects.ToDictionary(one => one.Key, one => one.Key == key ? change(one.Value) : one.Value), StringComparer.Ordinal) };
    }

    private static PartialRecord Partial(string? value, string error = "") => new()
    {
        Edge = "e1",
        Policy = Policy,
        Bundle = Digest.Of("b"u8),
        Sequence = 1,
        Value = value is null ? null : JsonElement.Parse(value),
        Error = error,
    };
}
