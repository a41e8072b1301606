using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Flow.Status.Report;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

public sealed class LiveAnswersTests
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_asked_is_answered_whole_and_what_is_not_there_is_said()
    {
        var answer = Assert.Single(Ask(View(3, 10), [Of("o1"), Of("none"), new AskedObject(new PolicyKey("default", "other"), Of("o1").Key)], 1 << 20));
        Assert.Equal(("edge", "id", 0, 1, Now, null), (answer.Edge, answer.Id, answer.Part, answer.Parts, answer.At, answer.Refused));
        Assert.Equal([true, false, false], answer.Objects.Select(one => one.Report is not null));
        Assert.Equal(10, answer.Objects[0].Report!.Status!.Value.GetProperty("text").GetString()!.Length);
        Assert.Equal(3, Assert.Single(Ask(View(3, 10), [], 1 << 20)).Objects.Count);
    }

    [Fact]
    public void What_is_larger_than_a_message_comes_in_parts_that_each_fit()
    {
        const int Limit = 16 * 1024;
        var parts = Ask(View(40, 2000), [], Limit);
        Assert.True(parts.Count > 4);
        Assert.Equal(Enumerable.Range(0, parts.Count), parts.Select(part => part.Part));
        Assert.All(parts, part => Assert.Equal(parts.Count, part.Parts));
        Assert.All(parts, part => Assert.InRange(Questions.Write(part).Length, 1, Limit));
        Assert.Equal(40, parts.SelectMany(part => part.Objects).Select(one => one.Object).Distinct().Count());
    }

    [Fact]
    public void A_single_object_that_fits_no_message_is_told_without_its_status()
    {
        var answer = Assert.Single(Ask(View(1, 100_000), [], 16 * 1024));
        var one = Assert.Single(answer.Objects);
        Assert.Equal((null, Health.Current), (one.Report!.Status, one.Report.Health));
        Assert.Contains("bytes", one.Cut, StringComparison.Ordinal);
        Assert.InRange(Questions.Write(answer).Length, 1, 16 * 1024);
    }

    [Fact]
    public void More_than_is_taken_is_refused_with_a_sentence()
    {
        var body = Questions.Of("id", 10_000);
        var answer = Assert.Single(LiveAnswers.Of("edge", "id", body, View(40, 2000), Now, 1 << 20));
        Assert.Empty(answer.Objects);
        Assert.Contains("at most 10000 are taken; ask for fewer", answer.Refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void What_is_no_question_is_refused(string body)
    {
        var answer = Assert.Single(LiveAnswers.Of("edge", "id", System.Text.Encoding.UTF8.GetBytes(body), View(1, 1), Now, 1 << 20));
        Assert.NotNull(answer.Refused);
        Assert.Empty(answer.Objects);
    }

    [Fact]
    public void Too_many_names_are_refused() => Assert.NotNull(Assert.Single(Ask(View(1, 1), [.. Enumerable.Range(0, StatusQuestion.MostObjects + 1).Select(n => Of($"o{n}"))], 1 << 20)).Refused);

    private static IReadOnlyList<StatusAnswer> Ask(SiteView view, AskedObject[] objects, int limit) => LiveAnswers.Of("edge", "id", Questions.Of("id", objects), view, Now, limit);

    private static AskedObject Of(string name) => new(Policy, new ObjectKey("", "Store", "shop", name));

    private static SiteView View(int objects, int length)
    {
        var views = Enumerable.Range(0, objects).Select(n => new ObjectView(Of($"o{n}").Key, new ReportObject
        {
            Content = Digest.Of("1"u8), Applied = true, ObservedAfterApply = true, Health = Health.Current, Status = JsonElement.Parse($$"""{"text":"{{new string('x', length)}}"}"""),
        })).ToList();
        var version = new RootVersion(1, 1);
        return new SiteView(version, new HashSet<PolicyKey> { Policy }, new Dictionary<PolicyKey, PolicyView> { [Policy] = new(Policy, null, version, views) });
    }
}
