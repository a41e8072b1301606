using System.Text;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using KubeStellar.Edge.Nats.Tests.Connection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Gateway;

/// <summary>Live questions over a real server, to the link of a real edge and to whoever else speaks.</summary>
public sealed class EdgeAskerTests(PlainServer server) : IClassFixture<PlainServer>
{
    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task A_question_reaches_the_edge_and_its_answers_come_back_in_order()
    {
        await using var hub = Hub();
        using var link = HubSide.Link(server.Url, "store-1");
        await link.StartAsync(default);
        var answering = Task.Run(async () =>
        {
            await foreach (var signal in link.SignalsAsync(Patience))
            {
                if (signal.Kind == LinkSignalKind.Ask)
                {
                    for (var part = 0; part < 3; part++)
                    {
                        await link.AnswerAsync(signal.Id, Encoding.UTF8.GetBytes($"{signal.Detail} {Encoding.UTF8.GetString(signal.Payload.Span)} {part}"), Patience);
                    }

                    return signal.Id;
                }
            }

            return "";
        });
        while (!link.Connected)
        {
            await Task.Yield();
        }

        Assert.Equal(["status how? 0", "status how? 1", "status how? 2"], await AskAsync(hub, "store-1", "aa11", 3));
        Assert.Equal("aa11", await answering);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task Where_nobody_listens_that_is_said_at_once()
    {
        await using var hub = Hub();
        Assert.Equal([""], await AskAsync(hub, "nobody", "bb22", 1));
    }

    [Fact]
    public async Task What_others_answer_and_what_comes_for_another_question_is_not_heard()
    {
        await using var hub = Hub();
        await using var edge = Plain();
        await using var heard = await edge.SubscribeCoreAsync<byte[]>(Subjects.Ask("victim", "status"), cancellationToken: Patience);
        await edge.PingAsync(Patience);
        var answers = AskAsync(hub, "victim", "cc33", 1);
        var question = await heard.Msgs.ReadAsync(Patience);
        Assert.Equal(Subjects.Answer("victim", "cc33"), question.ReplyTo);
        foreach (var subject in new[] { Subjects.Answer("thief", "cc33"), Subjects.Answer("victim", "cc34"), Subjects.Answer("victim", "cc33") + ".more", "kse.up.victim.answer", "kse.up.victim.report" })
        {
            await edge.PublishAsync(subject, "forged"u8.ToArray());
        }

        await edge.PublishAsync(Subjects.Answer("victim", "cc33"), "own"u8.ToArray());
        Assert.Equal(["own"], await answers);

        // Late: the question is over, and nothing of the hub hears it any more.
        await edge.PublishAsync(Subjects.Answer("victim", "cc33"), "late"u8.ToArray());
        var next = AskAsync(hub, "victim", "dd44", 1);
        question = await heard.Msgs.ReadAsync(Patience);
        await edge.PublishAsync(question.ReplyTo!, "next"u8.ToArray());
        Assert.Equal(["next"], await next);
    }

    [Fact]
    public async Task What_is_more_than_was_asked_for_is_dropped()
    {
        await using var hub = Hub();
        await using var edge = Plain();
        await using var heard = await edge.SubscribeCoreAsync<byte[]>(Subjects.Ask("flood", "status"), cancellationToken: Patience);
        await edge.PingAsync(Patience);
        var answers = new List<string>();
        using var until = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var asking = Task.Run(async () =>
        {
            await foreach (var answer in new EdgeAsker(hub, NullLogger<EdgeAsker>.Instance).AskAsync("flood", "status", "ee55", "?"u8.ToArray(), 10, until.Token).WithCancellation(until.Token))
            {
                answers.Add(Encoding.UTF8.GetString(answer.Span));
            }
        });
        var question = await heard.Msgs.ReadAsync(Patience);
        await edge.PublishAsync(question.ReplyTo!, "12345"u8.ToArray());
        await edge.PublishAsync(question.ReplyTo!, "1234567"u8.ToArray());
        await edge.PublishAsync(question.ReplyTo!, "1"u8.ToArray());
        await edge.PingAsync(Patience);
        await (await hub.OpenAsync(Patience)).PingAsync(Patience);
        await until.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(["12345"], answers);
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("*")]
    [InlineData(">")]
    [InlineData("")]
    public async Task Only_an_edge_can_be_asked(string edge)
    {
        await using var hub = Hub();
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(hub, edge, "ff66", 1));
    }

    [Fact]
    public async Task Without_a_server_that_is_said()
    {
        await using var hub = new HubConnection(
            Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of("nats://127.0.0.1:1"), RequestTimeout = TimeSpan.FromSeconds(2) }), NullLoggerFactory.Instance, TimeProvider.System);
        await Assert.ThrowsAsync<BucketUnavailableException>(() => AskAsync(hub, "store-1", "0077", 1));
    }

    private static async Task<List<string>> AskAsync(HubConnection hub, string edge, string id, int most)
    {
        var answers = new List<string>();
        await foreach (var answer in new EdgeAsker(hub, NullLogger<EdgeAsker>.Instance).AskAsync(edge, "status", id, "how?"u8.ToArray(), 1 << 20, Patience))
        {
            answers.Add(Encoding.UTF8.GetString(answer.Span));
            if (answers.Count == most)
            {
                break;
            }
        }

        return answers;
    }

    private HubConnection Hub() => new(Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of(server.Url) }), NullLoggerFactory.Instance, TimeProvider.System);

    private NatsConnection Plain() => new(new NatsOpts { Url = server.Url });
}
