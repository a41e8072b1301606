using System.Text.Json;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.Status.Report;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow;

/// <summary>What the parent asks live: how a region's own objects are, and whatever its hub's API tells without changing anything.</summary>
internal sealed partial class RegionFlow
{
    private const int AtOnce = 8;
    private static readonly string[] Readable = [ApiVerbs.Get, ApiVerbs.Explain];

    private readonly Channel<LinkSignal> _asks = Channel.CreateBounded<LinkSignal>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Answers some questions at once, so that one that takes its time (an edge that does not answer) holds up few others.</summary>
    private Task AnswersAsync(CancellationToken token) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
    {
        await foreach (var ask in _asks.Reader.ReadAllAsync(token))
        {
            try
            {
                await AnswerAsync(ask, token);
            }
            catch (HubUnreachableException error)
            {
                LogUnanswered(ask.Detail, error.Message);
            }
        }
    }));

    private async Task AnswerAsync(LinkSignal ask, CancellationToken token)
    {
        if (ask.Detail == Subjects.AskApi)
        {
            var answer = JsonSerializer.SerializeToUtf8Bytes(await AskedAsync(ask, token), ContractsJson.Default.RegionAnswer);
            if (answer.Length > _link.ReportBytes)
            {
                var why = Refused(ask.Id, "too-large", $"the answer has {answer.Length} bytes, and {_link.ReportBytes} fit a message: ask for less at a time");
                answer = JsonSerializer.SerializeToUtf8Bytes(why, ContractsJson.Default.RegionAnswer);
            }

            await _link.AnswerAsync(ask.Id, answer, token);
            return;
        }

        if (ask.Detail == Subjects.AskWho)
        {
            await _link.AnswerAsync(ask.Id, JsonSerializer.SerializeToUtf8Bytes(Compose(), ContractsJson.Default.HeartbeatMessage), token);
            return;
        }

        foreach (var part in LiveAnswers.Of(_options.Id, ask.Id, ask.Payload.Span, Volatile.Read(ref _view), _time.GetUtcNow(), _link.ReportBytes))
        {
            await _link.AnswerAsync(ask.Id, JsonSerializer.SerializeToUtf8Bytes(part, ContractsJson.Default.StatusAnswer), token);
        }
    }

    private async Task<RegionAnswer> AskedAsync(LinkSignal ask, CancellationToken token)
    {
        RegionQuestion? question;
        try
        {
            question = WireJson.Read(ask.Payload.Span, ContractsJson.Default.RegionQuestion);
        }
        catch (JsonException error)
        {
            return Refused(ask.Id, "invalid", $"the question cannot be read: {error.Message}");
        }

        if (question is null || !Readable.Contains(question.Verb, StringComparer.Ordinal))
        {
            return Refused(ask.Id, "invalid", $"a parent may ask for {string.Join(" and ", Readable)}, and nothing that changes anything");
        }

        var reply = await _api.HandleAsync(question.Workspace, question.Verb, JsonSerializer.SerializeToUtf8Bytes(question.Request, ContractsJson.Default.JsonElement), token);
        return new RegionAnswer { Id = ask.Id, Reply = reply, At = _time.GetUtcNow() };
    }

    private RegionAnswer Refused(string id, string code, string message) =>
        new() { Id = id, Reply = new ApiReply { Error = new ApiError(code, message, []) }, At = _time.GetUtcNow() };

    [LoggerMessage(2652, LogLevel.Debug, "The parent's question {What} could not be answered: {Reason}")]
    private partial void LogUnanswered(string what, string reason);
}
