using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Feeds;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Feeds;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Hub.Feeds;

public sealed class WebhookFeedTests : IWebhook
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryEventLog _log = new() { Page = 50 };
    private readonly MemoryBuckets _buckets;
    private readonly HubHold _hold = new();
    private readonly TrustedBuckets _trusted;
    private readonly HubEvents _events;
    private readonly List<string> _got = [];
    private Func<string, WebhookAnswer> _answer = _ => new WebhookAnswer(WebhookOutcome.Taken, "");
    private WebhookBook _book;

    public WebhookFeedTests()
    {
        _buckets = MemoryBuckets.Made(_time);
        _trusted = new TrustedBuckets(_buckets, new SideMirror(), _hold, new BucketLedger());
        _events = new HubEvents(_time);
        _book = new WebhookBook([this], _buckets, _trusted, _hold);
    }

    public string Id => "pager";

    public string Place => "http://pager/";

    public IReadOnlyList<string> Kinds { get; set; } = [];

    public Task<WebhookAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken token)
    {
        var subject = JsonElement.Parse(body.Span).GetProperty("subject").GetString()!;
        var answer = _answer(subject);
        if (answer.Outcome == WebhookOutcome.Taken)
            _got.Add(subject);
        return Task.FromResult(answer);
    }

    [Fact]
    public async Task A_new_one_is_told_of_what_happens_from_then_on_and_goes_on_there_after_a_restart()
    {
        await StartAsync();
        await AddAsync("before");
        var feed = Feed();
        await IdleAsync(feed);
        Assert.Empty(_got);
        await AddAsync("one", "two");
        await IdleAsync(feed);
        Assert.Equal(["one", "two"], _got);

        await AddAsync("three");
        await IdleAsync(Feed());
        Assert.Equal(["one", "two", "three"], _got);
    }

    [Fact]
    public async Task A_kill_in_the_midst_of_a_large_backlog_loses_nothing()
    {
        await StartAsync();
        await IdleAsync(Feed());
        var names = Enumerable.Range(0, 1000).Select(i => $"s{i}").ToArray();
        await AddAsync(names);
        for (var kill = 0; kill < 10; kill++)
        {
            var feed = Feed();
            for (var step = 0; step < 90; step++)
            {
                await feed.StepAsync(default);
                _time.Advance(TimeSpan.FromMilliseconds(20));
            }
        }

        await IdleAsync(Feed());
        Assert.Equal(names, _got.Distinct());
        Assert.InRange(_got.Count, 1000, 1600);
    }

    [Fact]
    public async Task What_fails_is_sent_again_for_ever_at_a_bounded_pace_and_in_order()
    {
        await StartAsync();
        var feed = Feed();
        await IdleAsync(feed);
        await AddAsync("one", "two");
        _answer = _ => new WebhookAnswer(WebhookOutcome.Again, "it answers 500");
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 50; i++)
        {
            var wait = await feed.StepAsync(default);
            waits.Add(wait);
            _time.Advance(wait);
        }

        Assert.All(waits, wait => Assert.True(wait <= TimeSpan.FromMinutes(6)));
        Assert.True(waits[^1] > TimeSpan.FromMinutes(4));
        Assert.Equal(49, _book.Of("pager").Failures); // The first step reads the page.
        Assert.Equal(["webhook.failing"], Told());
        Assert.Equal(2UL, _book.Of("pager").Newest - _book.Of("pager").Record!.Position);

        _answer = _ => new WebhookAnswer(WebhookOutcome.Taken, "");
        await IdleAsync(feed);
        Assert.Equal(["one", "two"], _got);
        Assert.Equal(["webhook.recovered"], Told());
    }

    [Fact]
    public async Task What_the_receiver_asks_for_is_obeyed_within_bounds()
    {
        await StartAsync();
        var feed = Feed();
        await IdleAsync(feed);
        await AddAsync("one");
        await feed.StepAsync(default);
        _answer = _ => new WebhookAnswer(WebhookOutcome.Again, "429", TimeSpan.FromSeconds(100));
        Assert.Equal(TimeSpan.FromSeconds(100), await feed.StepAsync(default));
        _answer = _ => new WebhookAnswer(WebhookOutcome.Again, "429", TimeSpan.FromDays(100));
        Assert.Equal(TimeSpan.FromMinutes(5), await feed.StepAsync(default));
    }

    [Fact]
    public async Task A_stream_whose_newest_were_erased_is_looked_at_now_and_then()
    {
        await StartAsync();
        var feed = Feed();
        await IdleAsync(feed);
        _log.Erased = 1;
        Assert.Equal(WebhookFeed.Poll, await feed.StepAsync(default));
    }

    [Fact]
    public async Task What_is_refused_is_dropped_and_said_but_not_to_itself()
    {
        await StartAsync();
        var feed = Feed();
        await IdleAsync(feed);
        _answer = subject => subject.StartsWith("bad", StringComparison.Ordinal) ? new WebhookAnswer(WebhookOutcome.Refused, "it answers 400") : new WebhookAnswer(WebhookOutcome.Taken, "");
        await AddAsync("bad1", "good", "bad2", "bad3");
        await IdleAsync(feed);
        Assert.Equal(["good"], _got);
        Assert.Equal((1, 3), (_book.Of("pager").Record!.Sent, _book.Of("pager").Record!.Dropped));
        Assert.Equal(["webhook.dropped", "webhook.dropped"], Told());

        await _log.AppendAsync(new EventRecord { Kind = "webhook.dropped", Subject = "pager", Actor = "hub", At = _time.GetUtcNow() }, default);
        await _log.AppendAsync(new EventRecord { Kind = "webhook.dropped", Subject = "other", Actor = "hub", At = _time.GetUtcNow() }, default);
        await IdleAsync(feed);
        Assert.Equal(["good", "other"], _got);
    }

    [Fact]
    public async Task Only_kinds_that_are_wanted_are_sent_and_the_place_moves_over_the_others()
    {
        Kinds = ["policy"];
        await StartAsync();
        var feed = Feed();
        await IdleAsync(feed);
        await AddAsync("a", "b");
        await _log.AppendAsync(new EventRecord { Kind = "policy.stalled", Subject = "web", Actor = "hub", At = _time.GetUtcNow() }, default);
        await AddAsync("c");
        await IdleAsync(feed);
        Assert.Equal(["web"], _got);
        Assert.Equal(4UL, _book.Of("pager").Record!.Position);
    }

    private async Task StartAsync() => await _trusted.OpenAsync("kse-hub", null, default);

    private WebhookFeed Feed()
    {
        _book = new WebhookBook([this], _buckets, _trusted, _hold);
        return new WebhookFeed(this, _book, _log, _events, "AHUB", new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), new Random(1), _time);
    }

    private async Task IdleAsync(WebhookFeed feed)
    {
        while (true)
        {
            var wait = await feed.StepAsync(default);
            _time.Advance(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(20));
            if (wait == WebhookFeed.Poll)
                return;
        }
    }

    private async Task AddAsync(params string[] subjects)
    {
        foreach (var subject in subjects)
            await _log.AppendAsync(new EventRecord { Kind = "edge.unreachable", Subject = subject, Actor = "hub", At = _time.GetUtcNow() }, default);
    }

    private List<string> Told()
    {
        var told = new List<string>();
        while (_events.Queue.TryRead(out var record))
            told.Add(record.Kind);
        return told;
    }
}
