using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Live;

/// <summary>
/// Asks the edges of this hub. Of one object at one edge one question is open at a time: whoever asks meanwhile waits for the same answer, so that a thousand people who look at one device cost it
/// one answer. A question outlives whoever asked it first, because others may wait for it.
/// </summary>
internal sealed class LiveStatus(IEdgeAsker asker, TimeProvider time, IOptions<LiveOptions> options, ILogger<LiveStatus> log) : ILiveStatus, IDisposable
{
    // Names, times, reasons and the like of an answer, without looking.
    private const int Usual = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Edge, AskedObject Object), TaskCompletionSource<LiveAnswer>> _open = [];
    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);
    private readonly Remembered<(string Edge, AskedObject Object), LiveAnswer> _last = new(options.Value.Remembered, options.Value.RememberedBytes);

    /// <inheritdoc/>
    public LiveAnswer? Last(string edge, AskedObject asked) => _last.Of((edge, asked));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LiveAnswer>> AskAsync(string edge, IReadOnlyList<AskedObject> objects, CancellationToken token)
    {
        var fresh = new List<AskedObject>();
        var answers = new List<Task<LiveAnswer>>(objects.Count);
        lock (_gate)
        {
            foreach (var asked in objects)
            {
                if (!_open.TryGetValue((edge, asked), out var open))
                {
                    _open[(edge, asked)] = open = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    fresh.Add(asked);
                }

                answers.Add(open.Task);
            }
        }

        foreach (var some in fresh.Chunk(StatusQuestion.MostObjects))
            _ = OneAsync(edge, some);
        return await Task.WhenAll(answers).WaitAsync(token);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    /// <summary>One question; whatever comes of it, everybody who waits is told.</summary>
    private async Task OneAsync(string edge, AskedObject[] objects)
    {
        AnswerParts? parts = null;
        var trouble = "";
        try
        {
            await _slots.WaitAsync(CancellationToken.None);
            try
            {
                // 128 bits: an answer that nobody was asked for cannot be sent before its question.
                var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
                parts = new AnswerParts(edge, id, objects, options.Value.MaxAnswerBytes);
                trouble = await CollectAsync(edge, id, objects, parts);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (Exception error)
        {
            // Of what nobody foresaw only this question may suffer; the log has it whole.
            LiveLog.Failed(log, error, edge);
            trouble = "asking it failed; the hub's log says why";
        }

        if (trouble.Length > 0)
            LiveLog.Unanswered(log, edge, trouble);
        Settle(edge, objects, parts, trouble);
    }

    private async Task<string> CollectAsync(string edge, string id, AskedObject[] objects, AnswerParts parts)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(
            new StatusQuestion { Id = id, Objects = objects, MaxBytes = options.Value.MaxAnswerBytes }, ContractsJson.Default.StatusQuestion);
        using var limit = new CancellationTokenSource(options.Value.Timeout, time);
        try
        {
            await foreach (var body in asker.AskAsync(edge, Subjects.AskStatus, id, question, options.Value.MaxAnswerBytes, limit.Token).WithCancellation(limit.Token))
            {
                if (parts.Take(body))
                    return parts.Refused;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Its time is over.
        }
        catch (BucketUnavailableException error)
        {
            return error.Message;
        }

        return $"it did not answer within {options.Value.Timeout.TotalSeconds:0.#} s";
    }

    private void Settle(string edge, AskedObject[] objects, AnswerParts? parts, string trouble)
    {
        var now = time.GetUtcNow();
        foreach (var asked in objects)
        {
            var answer = parts?.Answered.GetValueOrDefault(asked) is { } said && trouble.Length == 0
                ? new LiveAnswer(asked, said.Report is { } report ? report with { ArrivedAt = now } : null, parts.At, said.Cut ?? (said.Report is null ? "it has no such object" : ""))
                : new LiveAnswer(asked, null, null, trouble.Length > 0 ? trouble : "its answer does not speak of the object");
            if (answer.At is not null)
                Remember(edge, answer);
            TaskCompletionSource<LiveAnswer>? open;
            lock (_gate)
                _open.Remove((edge, asked), out open);
            open?.TrySetResult(answer);
        }
    }

    // One that says that there is no such object ends what was known.
    private void Remember(string edge, LiveAnswer answer)
    {
        if (answer.Report is { } report)
            _last.Put((edge, answer.Object), answer, Usual + (report.Status is { ValueKind: not JsonValueKind.Undefined } status ? JsonMarshal.GetRawUtf8Value(status).Length : 0));
        else
            _last.Forget((edge, answer.Object));
    }
}
