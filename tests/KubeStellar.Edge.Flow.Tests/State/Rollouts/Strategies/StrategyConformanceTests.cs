using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Strategies;

/// <summary>What Open Cluster Management answers, row by row. A row whose expectation is changed is a row on which this project leaves OCM.</summary>
public sealed class StrategyConformanceTests
{
    private static readonly IReadOnlyList<ConformanceRow> Rows = ConformanceRow.Read("conformance.json");

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    [Fact]
    public void The_table_is_whole() => Assert.Equal((true, Rows.Count), (Rows.Count >= 170, Rows.Select(row => row.Name).Distinct().Count()));

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_as_ocm_does(string name)
    {
        var row = Rows.Single(row => row.Name == name);
        var reading = StrategyOptions.Read(row.Options);
        Assert.Empty(reading.Errors);

        var answer = StrategyRule.Judge(reading.Options!, row.GroupList, row.Members, ConformanceRow.Now);

        AssertSame(row, row.Rollout, answer.Rollout);
        AssertSame(row, row.TimedOut, answer.TimedOut);
        AssertSame(row, row.Removed, answer.Removed);
        Assert.Equal(row.Breach, answer.MaxFailureBreach);
        Assert.Equal(row.RecheckAfter is { } after ? ConformanceRow.Duration(after) : null, answer.RecheckAfter);
    }

    private static void AssertSame(ConformanceRow row, string[] expected, IReadOnlyList<StrategyMember> answered)
    {
        Assert.Equal(expected.Select(Words), answered.Select(member => (member.Edge, member.Status, member.RecheckAt - ConformanceRow.Now)));
        Assert.All(answered, member => Assert.Equal(row.GroupOf(member.Edge), member.Group));

        // When it came to be so is handed on, even for one that is timed out by this answer; an edge that only now begins has no such time.
        Assert.All(answered, member => Assert.True(member.Since is null || row.Members.Any(one => one.Edge == member.Edge && one.Since == member.Since)));
    }

    private static (string Edge, MemberStatus Status, TimeSpan? Recheck) Words(string text)
    {
        var words = text.Split(' ');
        return (words[0], Enum.Parse<MemberStatus>(words[1]), words.Length > 2 ? ConformanceRow.Duration(words[2]) : null);
    }
}
