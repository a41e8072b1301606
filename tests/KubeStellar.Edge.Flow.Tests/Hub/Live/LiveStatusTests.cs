using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Live;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Tests.Status.Report;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Hub.Live;

public sealed class LiveStatusTests : IDisposable
{
    private static readonly AskedObject A = Of("a");
    private static readonly AskedObject B = Of("b");
    private readonly FakeAsker _asker = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LiveOptions _options = new();
    private LiveStatus? _live;

    private LiveStatus Live => _live ??= new LiveStatus(_asker, _time, Options.Create(_options), NullLogger<LiveStatus>.Instance);

    [Fact]
    public async Task An_answer_comes_with_the_times_of_both_ends()
    {
        _asker.Reply = asked => [Answer(asked, 3)];
        var answers = await Live.AskAsync("store-17", [A, B], default);
        Assert.Equal([A, B], answers.Select(one => one.Object));
        Assert.All(answers, one => Assert.Equal(("", 3, _time.GetUtcNow(), DateTimeOffset.UnixEpoch), (one.Trouble, Load(one), one.Report!.ArrivedAt!.Value, one.At!.Value)));
        Assert.Equal(1, _asker.Count);
        var question = await _asker.NextAsync();
        Assert.Equal((Subjects.AskStatus, 32), (question.What, question.Id.Length));
        Assert.Equal(3, Load(Live.Last("store-17", A)!));
    }

    [Fact]
    public async Task One_question_is_open_for_an_object_at_a_time_and_serves_all_who_ask()
    {
        var first = Live.AskAsync("store-17", [A], default);
        var asked = await _asker.NextAsync();
        var second = Live.AskAsync("store-17", [A], default);
        var both = Live.AskAsync("store-17", [A, B], default);
        var other = await _asker.NextAsync();
        Assert.Equal([B], other.Question.Objects);
        asked.Answers.Writer.TryWrite(Answer(asked, 1));
        other.Answers.Writer.TryWrite(Answer(other, 2));
        Assert.Equal([1, 1, 1, 2], (await first).Concat(await second).Concat(await both).Select(Load));
        Assert.Equal(2, _asker.Count);
        Assert.NotEqual(asked.Id, other.Id);
        _asker.Reply = again => [Answer(again, 5)];
        Assert.Equal(5, Load((await Live.AskAsync("store-17", [A], default))[0]));
    }

    [Fact]
    public async Task Whoever_asked_first_may_go_and_the_others_are_answered()
    {
        using var leaving = new CancellationTokenSource();
        var first = Live.AskAsync("store-17", [A], leaving.Token);
        var asked = await _asker.NextAsync();
        var second = Live.AskAsync("store-17", [A], default);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        asked.Answers.Writer.TryWrite(Answer(asked, 4));
        Assert.Equal(4, Load((await second)[0]));
    }

    [Fact]
    public async Task An_edge_that_is_silent_has_its_time_and_no_more()
    {
        var waiting = Live.AskAsync("store-17", [A], default);
        await _asker.NextAsync();
        Assert.False(waiting.IsCompleted);
        _time.Advance(_options.Timeout);
        var answer = Assert.Single(await waiting);
        Assert.Equal((null, null, "it did not answer within 4 s"), (answer.Report, answer.At, answer.Trouble));
    }

    [Fact]
    public async Task Nobody_who_listens_and_no_server_are_told_at_once()
    {
        _asker.Reply = _ => [[]];
        Assert.Equal("nobody listens there now", (await Live.AskAsync("store-17", [A], default))[0].Trouble);
        _asker.Unavailable = "no connection to a server";
        Assert.Equal("no connection to a server", (await Live.AskAsync("store-17", [A], default))[0].Trouble);
    }

    [Fact]
    public async Task Parts_come_in_any_order_and_twice()
    {
        _asker.Reply = asked =>
        [
            Part(asked, 1, 2, B, 2), Part(asked, 1, 2, B, 9), Part(asked, 0, 2, A, 1),
        ];
        Assert.Equal([1, 2], (await Live.AskAsync("store-17", [A, B], default)).Select(Load));
    }

    [Theory]
    [InlineData("other edge", "another edge")]
    [InlineData("other id", "another edge, or to another question")]
    [InlineData("nonsense", "cannot be read")]
    [InlineData("old daemon", "cannot be read")]
    [InlineData("parts", "do not fit together")]
    [InlineData("many parts", "do not fit together")]
    [InlineData("huge", "more than 65536 bytes")]
    [InlineData("huge in parts", "more than 65536 bytes")]
    public async Task A_hostile_answer_is_none_and_the_next_question_is_answered(string how, string trouble)
    {
        _options.MaxAnswerBytes = 65536;
        _asker.Reply = asked => how switch
        {
            "other edge" => [Questions.Write(Whole(asked, 1) with { Edge = "store-18" })],
            "other id" => [Questions.Write(Whole(asked, 1) with { Id = "guessed" })],
            "nonsense" => ["{\"edge\":"u8.ToArray()],
            "old daemon" => ["""{"edge":"store-17","daemon":"1.0","policies":[]}"""u8.ToArray()],
            "parts" => [Part(asked, 0, 2, A, 1), Part(asked, 1, 3, B, 1)],
            "many parts" => [Part(asked, 0, StatusAnswer.MostParts + 1, A, 1)],
            "huge" => [new byte[65537]],
            _ => Enumerable.Range(0, 100).Select(n => Questions.Write(Whole(asked, 1, new string('x', 1000)) with { Part = n, Parts = 200 })),
        };
        var answer = (await Live.AskAsync("store-17", [A, B], default))[0];
        Assert.Null(answer.Report);
        Assert.Contains(trouble, answer.Trouble, StringComparison.Ordinal);
        Assert.Null(Live.Last("store-17", A));
        _asker.Reply = asked => [Answer(asked, 6)];
        Assert.Equal(6, Load((await Live.AskAsync("store-17", [A], default))[0]));
    }

    [Fact]
    public async Task Objects_that_were_not_asked_for_count_for_nothing()
    {
        _asker.Reply = asked => [Questions.Write(Whole(asked, 1) with { Objects = [.. Whole(asked, 1).Objects, new AnsweredObject(B, Seen(9))] })];
        Assert.Equal(1, Load(Assert.Single(await Live.AskAsync("store-17", [A], default))));
        Assert.Null(Live.Last("store-17", B));
    }

    [Fact]
    public async Task Refusals_and_missing_objects_are_sentences()
    {
        _asker.Reply = asked => [Questions.Write(Whole(asked, 1) with { Objects = [], Refused = "too much" })];
        Assert.Equal("too much", (await Live.AskAsync("store-17", [A], default))[0].Trouble);
        _asker.Reply = asked => [Questions.Write(Whole(asked, 1) with { Objects = [new AnsweredObject(A, null)] })];
        var answers = await Live.AskAsync("store-17", [A, B], default);
        Assert.Equal(["it has no such object", "its answer does not speak of the object"], answers.Select(one => one.Trouble));
        Assert.Equal([true, false], answers.Select(one => one.At is not null));
    }

    [Fact]
    public async Task Questions_are_open_in_bounded_numbers_and_large_ones_are_several()
    {
        _options.Concurrency = 3;
        var asking = Enumerable.Range(0, 10).Select(n => Live.AskAsync($"store-{n}", [A], default)).ToList();
        for (var n = 0; n < 10; n++)
        {
            var asked = await _asker.NextAsync();
            asked.Answers.Writer.TryWrite(Answer(asked, n));
        }

        await Task.WhenAll(asking);
        Assert.InRange(_asker.MostAtOnce, 1, 3);
        _asker.Reply = asked => [Answer(asked, 1)];
        var before = _asker.Count;
        Assert.Equal(1000, (await Live.AskAsync("store-17", [.. Enumerable.Range(0, 1000).Select(n => Of($"n{n}"))], default)).Count(one => one.Report is not null));
        Assert.Equal(before + 2, _asker.Count);
    }

    [Fact]
    public async Task What_is_remembered_is_bounded()
    {
        (_options.Remembered, _options.RememberedBytes) = (2, 1 << 20);
        _asker.Reply = asked => [Answer(asked, 1)];
        foreach (var name in new[] { "a", "b", "c" })
            await Live.AskAsync("store-17", [Of(name)], default);
        Assert.Equal([false, true, true], new[] { "a", "b", "c" }.Select(name => Live.Last("store-17", Of(name)) is not null));
        Assert.Null(Live.Last("store-18", Of("c")));
    }

    public void Dispose() => _live?.Dispose();

    private static AskedObject Of(string name) => new(new PolicyKey("default", "web"), new ObjectKey("", "Store", "shop", name));

    private static int Load(LiveAnswer answer) => answer.Report!.Status!.Value.GetProperty("load").GetInt32();

    private static ReportObject Seen(int load, string text = "") =>
        new() { Content = Digest.Of("1"u8), Applied = true, Status = JsonElement.Parse($$"""{"load":{{load}}}"""), Message = text, ArrivedAt = DateTimeOffset.UnixEpoch };

    private static StatusAnswer Whole(FakeAsker.Asked asked, int load, string text = "") => new()
    {
        Edge = asked.Edge, Id = asked.Id, Part = 0, Parts = 1, At = DateTimeOffset.UnixEpoch, Objects = [.. asked.Question.Objects.Select(one => new AnsweredObject(one, Seen(load, text)))],
    };

    private static byte[] Answer(FakeAsker.Asked asked, int load) => Questions.Write(Whole(asked, load));

    private static byte[] Part(FakeAsker.Asked asked, int part, int parts, AskedObject one, int load) =>
        Questions.Write(Whole(asked, load) with { Part = part, Parts = parts, Objects = [new AnsweredObject(one, Seen(load))] });
}
