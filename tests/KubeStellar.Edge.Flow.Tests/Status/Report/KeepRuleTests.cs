using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Status.Report;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

public sealed class KeepRuleTests
{
    private static readonly ReportObject Usual = new()
    {
        Content = Digest.Of("1"u8), Applied = true, ObservedAfterApply = true, Health = Health.Current, Conditions = [new Condition("Available", "True", "Min", "3 of 3")],
        Status = JsonElement.Parse("""{"ready":3}"""), ObservedAt = DateTimeOffset.UnixEpoch,
    };

    public static TheoryData<string, bool> News => new()
    {
        { "status", false }, { "message", false }, { "conditionMessage", false }, { "observedAt", false }, { "fewerEvents", false },
        { "content", true }, { "applied", true }, { "observed", true }, { "health", true }, { "reason", true },
        { "conditionStatus", true }, { "conditionReason", true }, { "conditionType", true }, { "noConditions", true }, { "event", true },
    };

    [Theory]
    [MemberData(nameof(News))]
    public void Only_transitions_are_news(string what, bool isNews)
    {
        var before = what == "fewerEvents" ? Usual with { Events = [new ReportEvent("", "Pulling", "", 1)] } : Usual;
        var now = What(what);
        Assert.Equal(isNews, KeepRule.IsTransition(before, now));
        var kept = KeepRule.Of(Report(now), StatusKeep.Changes, Report(before)).Objects["a"];
        Assert.Same(isNews ? now : before, kept);
    }

    [Fact]
    public void What_appears_is_told_and_what_is_gone_is_gone()
    {
        var kept = KeepRule.Of(Report(Usual) with { Objects = new() { ["b"] = Usual } }, StatusKeep.Changes, Report(Usual));
        Assert.Equal("b", Assert.Single(kept.Objects).Key);
        Assert.Same(Usual, KeepRule.Of(Report(Usual), StatusKeep.Changes, null).Objects["a"]);
    }

    [Fact]
    public void On_demand_leaves_what_rollouts_and_totals_need()
    {
        var seen = Usual with { Health = Health.Failed, Reason = "Stuck", Message = "it waits", Events = [new ReportEvent("Pod/x", "ImagePullBackOff", "no such image", 4)] };
        var kept = KeepRule.Of(Report(seen), StatusKeep.OnDemand, Report(Usual)).Objects["a"];
        Assert.Equal((null, null, null), (kept.Status, kept.Conditions, kept.Events));
        Assert.Equal((seen.Content, true, true, Health.Failed, "Stuck"), (kept.Content, kept.Applied, kept.ObservedAfterApply, kept.Health, kept.Reason));
        Assert.Equal("it waits; Pod/x: ImagePullBackOff: no such image", kept.Message);
    }

    [Fact]
    public void Always_is_all_of_it()
    {
        var report = Report(Usual);
        Assert.Same(report, KeepRule.Of(report, StatusKeep.Always, Report(What("health"))));
    }

    private static ReportObject What(string changes) => changes switch
    {
        "status" => Usual with { Status = JsonElement.Parse("""{"ready":2}""") },
        "message" => Usual with { Message = "2 of 3" },
        "conditionMessage" => Usual with { Conditions = [new Condition("Available", "True", "Min", "2 of 3")] },
        "observedAt" => Usual with { ObservedAt = DateTimeOffset.UnixEpoch.AddDays(1) },
        "fewerEvents" => Usual,
        "content" => Usual with { Content = Digest.Of("2"u8) },
        "applied" => Usual with { Applied = false },
        "observed" => Usual with { ObservedAfterApply = false },
        "health" => Usual with { Health = Health.Failed },
        "reason" => Usual with { Reason = "Slow" },
        "conditionStatus" => Usual with { Conditions = [new Condition("Available", "False", "Min", "3 of 3")] },
        "conditionReason" => Usual with { Conditions = [new Condition("Available", "True", "Max", "3 of 3")] },
        "conditionType" => Usual with { Conditions = [new Condition("Ready", "True", "Min", "3 of 3")] },
        "noConditions" => Usual with { Conditions = null },
        _ => Usual with { Events = [new ReportEvent("", "FailedMount", "", 1)] },
    };

    private static ReportRecord Report(ReportObject one) => new()
    {
        Edge = "e", Policy = new PolicyKey("default", "p"), Manifest = Digest.Of("m"u8), Epoch = 1, Revision = 1, Sequence = 1, Objects = new() { ["a"] = one },
    };
}
