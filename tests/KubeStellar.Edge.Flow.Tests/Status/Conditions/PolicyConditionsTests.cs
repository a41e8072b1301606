using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Status.Conditions;

public sealed class PolicyConditionsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(PolicyPhase.Ready, 6, 6, 6, 0, 0, "Ready=True Stalled=False Held=False Progressing=False Degraded=False Complete=True")]
    [InlineData(PolicyPhase.Ready, 6, 4, 4, 0, 2, "Ready=True Stalled=False Held=False Progressing=False Degraded=False Complete=True")]
    [InlineData(PolicyPhase.Ready, 6, 4, 3, 0, 0, "Ready=True Stalled=False Held=False Progressing=True Degraded=False Complete=False")]
    [InlineData(PolicyPhase.Ready, 6, 6, 5, 1, 0, "Ready=True Stalled=False Held=False Progressing=False Degraded=True Complete=False")]
    [InlineData(PolicyPhase.Stalled, 6, 6, 6, 0, 0, "Ready=False Stalled=True Held=False Progressing=False Degraded=False Complete=False")]
    [InlineData(PolicyPhase.Pending, 0, 0, 0, 0, 0, "Ready=Unknown Stalled=False Held=False Progressing=False Degraded=False Complete=Unknown")]
    public void All_are_told_by_one_rule(PolicyPhase phase, int desired, int applied, int ready, int failed, int unreachable, string told)
    {
        var summary = Summary(new Totals { Desired = desired, Applied = applied, Ready = ready, Failed = failed, Unreachable = unreachable });
        Assert.Equal(told, Say(PolicyConditions.Of(Policy(phase), null, null, summary)));
    }

    [Fact]
    public void A_rollout_under_way_a_hold_and_no_summary_are_told()
    {
        var summary = Summary(new Totals { Desired = 6, Applied = 6, Ready = 6 });
        var progress = new RolloutProgress { Number = 4, Inputs = default, Bundle = default, Plan = default, StartedAt = At, Since = At, Phase = RolloutPhase.Paused, Reason = "PausedByPerson" };
        var rolling = PolicyConditions.Of(Policy(PolicyPhase.Ready), null, progress, summary);
        Assert.Contains("Progressing=True", Say(rolling), StringComparison.Ordinal);
        Assert.Equal("PausedByPerson", rolling.Single(one => one.Type == "Progressing").Reason);
        Assert.Contains("Complete=False", Say(rolling), StringComparison.Ordinal);
        var held = PolicyConditions.Of(Policy(PolicyPhase.Held), new HoldRecord("3f2a", 40, 100, 20, [], At), null, summary);
        Assert.Contains("Held=True", Say(held), StringComparison.Ordinal);
        Assert.Contains("kse confirm 3f2a", held.Single(one => one.Type == "Held").Message, StringComparison.Ordinal);
        Assert.Contains("Degraded=Unknown Complete=Unknown", Say(PolicyConditions.Of(Policy(PolicyPhase.Ready), null, null, null)), StringComparison.Ordinal);
        Assert.All(held, one => Assert.NotEqual("", one.Reason));
    }

    [Fact]
    public void A_time_changes_only_with_the_status()
    {
        var first = PolicyConditions.Follow(null, PolicyConditions.Of(Policy(PolicyPhase.Ready), null, null, Summary(new Totals { Desired = 3, Applied = 3, Ready = 2, Failed = 1 })), 1, At);
        var worse = PolicyConditions.Follow(first, PolicyConditions.Of(Policy(PolicyPhase.Ready), null, null, Summary(new Totals { Desired = 3, Applied = 3, Ready = 1, Failed = 2 })), 2, At.AddHours(1));
        Assert.All(worse, one => Assert.Equal((At, 2), (one.LastTransitionTime, one.ObservedGeneration)));
        var well = PolicyConditions.Follow(worse, PolicyConditions.Of(Policy(PolicyPhase.Ready), null, null, Summary(new Totals { Desired = 3, Applied = 3, Ready = 3 })), 2, At.AddHours(2));
        Assert.Equal(["Degraded", "Complete"], well.Where(one => one.LastTransitionTime == At.AddHours(2)).Select(one => one.Type));
    }

    private static string Say(IReadOnlyList<Condition> conditions) => string.Join(' ', conditions.Select(one => $"{one.Type}={one.Status}"));

    internal static PolicyRecord Policy(PolicyPhase phase, string name = "web") => new()
    {
        Workspace = "default", Name = name, Generation = 1, Order = 1, Digest = default, Bundle = new PolicyBundle { Main = "web.js", Files = [] }, State = new PolicyState { Phase = phase },
    };

    internal static SummaryRecord Summary(Totals totals, string name = "web") =>
        new() { Policy = new PolicyKey("default", name), Bundle = default, Totals = totals, Coverage = new Coverage(totals.Desired, totals.Desired, []) };
}
