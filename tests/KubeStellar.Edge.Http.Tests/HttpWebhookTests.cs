using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Flow.State.Feeds;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Http.Tests;

public sealed class HttpWebhookTests : IAsyncLifetime
{
    private static readonly byte[] Event = """{"specversion":"1.0","id":"1"}"""u8.ToArray();
    private readonly ConcurrentQueue<(string Path, string Body, IHeaderDictionary Headers)> _got = new();
    private readonly TaskCompletionSource _slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await TestSite.StartAsync(AnswerAsync);

    public async ValueTask DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task An_event_is_posted_in_structured_mode_with_what_the_operator_gave()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["token"], "abc\n");
        await File.WriteAllTextAsync(folder["key"], "secret\n");
        using var hook = Hook($"{_site.Url}200?team=a,token-file={folder["token"]},secret-file={folder["key"]}");
        Assert.Equal(WebhookOutcome.Taken, (await hook.SendAsync(Event, default)).Outcome);
        var (path, body, headers) = Assert.Single(_got);
        Assert.Equal(("/200?team=a", Encoding.UTF8.GetString(Event)), (path, body));
        Assert.Equal("application/cloudevents+json; charset=utf-8", headers.ContentType.ToString());
        Assert.Equal("Bearer abc", headers.Authorization.ToString());
        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("secret"u8, Event)), headers["Kse-Signature"].ToString());
        Assert.DoesNotContain("team", hook.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(202, WebhookOutcome.Taken)]
    [InlineData(301, WebhookOutcome.Again)]
    [InlineData(307, WebhookOutcome.Again)]
    [InlineData(400, WebhookOutcome.Refused)]
    [InlineData(404, WebhookOutcome.Refused)]
    [InlineData(408, WebhookOutcome.Again)]
    [InlineData(429, WebhookOutcome.Again)]
    [InlineData(500, WebhookOutcome.Again)]
    [InlineData(503, WebhookOutcome.Again)]
    public async Task What_is_answered_says_what_to_do_and_nobody_is_followed(int status, WebhookOutcome outcome)
    {
        using var hook = Hook($"{_site.Url}{status}");
        var answer = await hook.SendAsync(Event, default);
        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal([$"/{status}"], _got.Select(one => one.Path));
        Assert.Equal(status == 429 ? TimeSpan.FromSeconds(30) : null, answer.RetryAfter);
        Assert.Equal(outcome == WebhookOutcome.Taken, answer.Why.Length == 0);
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up_and_one_that_is_not_there_too()
    {
        var time = new FakeTimeProvider();
        using var hook = new HttpWebhook(WebhookUrl.Parse($"{_site.Url}slow"), time);
        var sent = hook.SendAsync(Event, default);
        await _slow.Task.WaitAsync(TimeSpan.FromSeconds(30));
        time.Advance(HttpWebhook.Patience);
        var answer = await sent.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(WebhookOutcome.Again, answer.Outcome);
        Assert.Contains("no answer", answer.Why, StringComparison.Ordinal);

        using var nobody = Hook("http://127.0.0.1:1/");
        Assert.Equal(WebhookOutcome.Again, (await nobody.SendAsync(Event, default)).Outcome);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_is_said_without_its_content_and_nothing_is_sent()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["key"], "");
        using var hook = Hook($"{_site.Url}200,secret-file={folder["key"]}");
        var answer = await hook.SendAsync(Event, default);
        Assert.Equal(WebhookOutcome.Again, answer.Outcome);
        Assert.Contains("secret-file of --webhook", answer.Why, StringComparison.Ordinal);
        Assert.Empty(_got);
    }

    [Fact]
    public void A_name_is_given_or_made_of_the_url()
    {
        Assert.Equal("pager", WebhookUrl.Parse("https://pager.example.com/hook,name=pager,kinds=policy+edge.unreachable").Name);
        Assert.Equal(["policy", "edge.unreachable"], WebhookUrl.Parse("https://pager.example.com/hook,kinds=policy+edge.unreachable").Kinds);
        Assert.Equal(WebhookUrl.Parse("https://pager.example.com/hook").Name, WebhookUrl.Parse("https://pager.example.com/hook,kinds=policy").Name);
        Assert.NotEqual(WebhookUrl.Parse("https://pager.example.com/hook").Name, WebhookUrl.Parse("https://pager.example.com/other").Name);
    }

    [Theory]
    [InlineData("ftp://host/x")]
    [InlineData("https://user:pass@host/x")]
    [InlineData("https://host/a/../b")]
    [InlineData("https://host/x#y")]
    [InlineData("https://host/x,name=No!")]
    [InlineData("https://host/x,token=abc")]
    [InlineData("http://host/x,ca-file=/tmp/ca.pem")]
    public void What_is_no_receiver_is_refused(string text) => Assert.Throws<FormatException>(() => WebhookUrl.Parse(text));

    private static HttpWebhook Hook(string text) => new(WebhookUrl.Parse(text), TimeProvider.System);

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _got.Enqueue((context.Request.Path + context.Request.QueryString, await reader.ReadToEndAsync(), new HeaderDictionary(context.Request.Headers.ToDictionary(one => one.Key, one => one.Value))));
        var word = context.Request.Path.Value!.Trim('/');
        if (word == "slow")
        {
            _slow.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }

        context.Response.StatusCode = int.Parse(word, System.Globalization.CultureInfo.InvariantCulture);
        if (context.Response.StatusCode is 301 or 307)
            context.Response.Headers.Location = "/200";
        if (context.Response.StatusCode == 429)
            context.Response.Headers.RetryAfter = "30";
    }
}
