using CsCheck;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Strategies;

public sealed class StrategyPropertyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly Gen<StrategyOptions> Options = Gen.Select(
        Gen.Enum<StrategyKind>(), Gen.OneOf(Gen.Int[-1, 12].Select(IntOrPercent.Count), Gen.Double[-5, 120].Select(IntOrPercent.Percent)),
        Gen.Int[0, 40].Select(seconds => TimeSpan.FromSeconds(seconds)), Gen.Int[-20, 60].Select(seconds => seconds < 0 ? (TimeSpan?)null : TimeSpan.FromSeconds(seconds)),
        Gen.OneOf(Gen.Int[-1, 4].Select(IntOrPercent.Count), Gen.Double[0, 110].Select(IntOrPercent.Percent)), Gen.Int[0, 4].List[0, 2],
        (kind, places, soak, deadline, failures, mandatory) => new StrategyOptions
        {
            Kind = kind,
            MaxConcurrency = places,
            MinSuccessTime = soak,
            ProgressDeadline = deadline,
            MaxFailures = failures,
            Mandatory = [.. mandatory.Select(index => index < 3 ? new MandatoryGroup("", index) : new MandatoryGroup("g1", 0))],
        });

    /// <summary>Three groups, and edges with and without a status; a few have left.</summary>
    private static readonly Gen<(List<StrategyGroup> Groups, List<StrategyMember> Members)> Fleet =
        Gen.Select(Gen.Int[0, 9], Gen.Int[-2, 60]).List[0, 20].Select(edges =>
        {
            var names = edges.Select((_, at) => $"e{at}").ToList();
            List<StrategyGroup> groups = [.. Enumerable.Range(0, 3).Select(index => new StrategyGroup($"g{index}", index, [.. names.Where((_, at) => at % 4 == index)]))];
            List<StrategyMember> members = [];
            foreach (var (at, (status, age)) in edges.Index().Where(edge => edge.Item.Item1 < 6))
                members.Add(new StrategyMember(names[at], at % 4 < 3 ? $"g{at % 4}" : "", (MemberStatus)status, age == -2 ? null : Start.AddSeconds(-age)));
            return (groups, members);
        });

    [Fact]
    public void Never_more_in_the_rollout_than_places() => Gen.Select(Options, Fleet).Sample((options, fleet) =>
    {
        options = options with { Kind = StrategyKind.Progressive, Mandatory = [] };
        var total = fleet.Groups.Sum(group => group.Edges.Count);
        var answer = StrategyRule.Judge(options, fleet.Groups, fleet.Members, Start);
        Assert.InRange(answer.Rollout.Count, 0, options.MaxConcurrency.Of(total, total));
    });

    [Fact]
    public void The_order_of_what_is_known_does_not_matter() => Gen.Select(Options, Fleet, Gen.Int).Sample((options, fleet, seed) =>
    {
        var random = new Random(seed);
        var groups = fleet.Groups.Select(group => group with { Edges = Shuffled(group.Edges, random) }).ToList();
        var one = StrategyRule.Judge(options, fleet.Groups, fleet.Members, Start);
        var other = StrategyRule.Judge(options, Shuffled(groups, random), Shuffled(fleet.Members, random), Start);
        Assert.Equal(Text(one), Text(other));
    });

    [Fact]
    public void An_edge_is_in_one_list_at_most() => Gen.Select(Options, Fleet).Sample((options, fleet) =>
    {
        var answer = StrategyRule.Judge(options, fleet.Groups, fleet.Members, Start);
        Assert.Distinct([.. answer.Rollout, .. answer.TimedOut, .. answer.Removed], EqualityComparer<StrategyMember>.Create((a, b) => a!.Edge == b!.Edge, member => member.Edge.GetHashCode(StringComparison.Ordinal)));
        Assert.DoesNotContain(answer.Rollout, member => member.Status is MemberStatus.TimeOut or MemberStatus.Skip);
        Assert.All(answer.TimedOut, member => Assert.Equal(MemberStatus.TimeOut, member.Status));
        Assert.True(answer.RecheckAfter is null || answer.RecheckAfter > TimeSpan.Zero);
    });

    /// <summary>The loop of a caller: what is to begin begins, what is in flight succeeds, and time goes on as long as the answer asks.</summary>
    [Fact]
    public void Where_all_succeed_everyone_is_reached() => Gen.Select(Options, Fleet).Sample((options, fleet) =>
    {
        var (known, now, steps) = (new Dictionary<string, StrategyMember>(), Start, 0);
        var edges = fleet.Groups.SelectMany(group => group.Edges).ToHashSet();
        while (StrategyRule.Judge(options, fleet.Groups, [.. known.Values], now) is { Rollout.Count: > 0 } answer)
        {
            Assert.True(++steps < 200, "it goes on forever");
            Assert.False(answer.MaxFailureBreach);
            Assert.Empty(answer.TimedOut);

            // A deadline of zero gives up whoever is not done by the next look: here everyone is.
            var change = answer.Rollout.Where(member => member.Status is MemberStatus.ToApply).ToList();
            foreach (var member in change)
                known[member.Edge] = member with { Status = MemberStatus.Succeeded, Since = now };
            if (change.Count == 0)
                now += answer.RecheckAfter!.Value;
        }

        Assert.Equal(edges, known.Keys.ToHashSet());
    });

    [Fact]
    public void Ten_thousands_of_edges_are_judged()
    {
        List<StrategyGroup> groups = [.. Enumerable.Range(0, 100).Select(index => new StrategyGroup("", index, [.. Enumerable.Range(0, 200).Select(at => $"e{index}-{at}")]))];
        var members = groups.SelectMany(group => group.Edges).Where((_, at) => at % 2 == 0).Select(edge => new StrategyMember(edge, "", MemberStatus.Progressing, Start)).ToList();
        foreach (var kind in Enum.GetValues<StrategyKind>())
        {
            var options = new StrategyOptions { Kind = kind, MaxConcurrency = IntOrPercent.Percent(75), Mandatory = kind is StrategyKind.ProgressivePerGroup ? [new MandatoryGroup("", 7)] : [] };
            var answer = StrategyRule.Judge(options, groups, members, Start);
            Assert.Equal(kind switch { StrategyKind.All => 20_000, StrategyKind.Progressive => 15_000, _ => 10_100 }, answer.Rollout.Count);
        }
    }

    private static List<T> Shuffled<T>(IReadOnlyList<T> items, Random random) => [.. items.OrderBy(_ => random.Next())];

    private static string Text(StrategyAnswer answer) =>
        $"{string.Join('\n', answer.Rollout)}\n-\n{string.Join('\n', answer.TimedOut)}\n-\n{string.Join('\n', answer.Removed)}\n{answer.MaxFailureBreach} {answer.RecheckAfter}";
}
