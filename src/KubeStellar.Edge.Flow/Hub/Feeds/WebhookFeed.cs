using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Feeds;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Feeds;

/// <summary>
/// Tells one webhook of events, in their order and each at least once: an event is behind the position only after it was taken, or refused for good. A new webhook is told of what
/// happens from then on; one that was known goes on where it was, also after a restart.
/// </summary>
internal sealed class WebhookFeed(
    IWebhook webhook, WebhookBook book, IEventLog log, HubEvents events, string hub, Backoff retries, Random random, TimeProvider time)
{
    /// <summary>How often it looks for news.</summary>
    internal static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>How often its position is written while it moves, and while it moves over what nobody wants.</summary>
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepIdle = TimeSpan.FromSeconds(30);

    // From here on people are told, not only those who look.
    private const int FailuresTold = 3;
    private readonly Queue<StoredEvent> _page = new();
    private WebhookRecord? _record;
    private WebhookRecord? _kept;
    private long _keptAt;
    private int _failures;
    private int _refused;
    private bool _toldFailing;

    private WebhookState State => book.Of(webhook.Id);

    /// <summary>One step: an event sent, or a page read. Returns how long to wait before the next.</summary>
    internal async Task<TimeSpan> StepAsync(CancellationToken token)
    {
        var record = _record ??= await BeginAsync(token);
        if (_page.TryPeek(out var next))
            return await SendAsync(record, next, token);
        var page = await log.AfterAsync(record.Position, token);
        if (page.Created != record.Stream && record.Position > 0)
        {
            // Another stream: all that is in it is new.
            _record = record with { Position = 0, Stream = page.Created };
            return TimeSpan.Zero;
        }

        foreach (var stored in page.Events.Where(stored => Wants(stored.Record)))
            _page.Enqueue(stored);
        if (_page.Count == 0)
            _record = record with { Position = page.Position, Stream = page.Created };
        else
            _record = record with { Stream = page.Created };
        Show(page.Newest);
        await KeepAsync(idle: _page.Count == 0, token);

        // No further, though the stream took more: its newest were erased, and there is nothing to hurry for.
        return _page.Count > 0 || (page.Position < page.Newest && page.Position != record.Position) ? TimeSpan.Zero : Poll;
    }

    private async Task<WebhookRecord> BeginAsync(CancellationToken token)
    {
        var record = await book.LoadAsync(webhook.Id, token);
        if (record is null)
        {
            var end = await log.EndAsync(token);
            record = new WebhookRecord { Id = webhook.Id, Position = end.Position, Stream = end.Created };
            await book.KeepAsync(record, token);
        }

        (_kept, _keptAt) = (record, time.GetTimestamp());
        book.Set(webhook.Id, State with { Record = record, Newest = record.Position });
        return record;
    }

    /// <summary>What a webhook's own troubles are told of is not told to itself: it would be news for ever.</summary>
    private bool Wants(EventRecord record) =>
        !(record.Subject == webhook.Id && EventKinds.Is(record.Kind, "webhook"))
        && (webhook.Kinds.Count == 0 || webhook.Kinds.Any(kind => EventKinds.Is(record.Kind, kind)));

    private async Task<TimeSpan> SendAsync(WebhookRecord record, StoredEvent next, CancellationToken token)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(CloudEvents.Of(next.Record, hub, next.Sequence), ContractsJson.Default.CloudEvent);
        var answer = await webhook.SendAsync(body, token);
        if (answer.Outcome == WebhookOutcome.Again)
            return Fail(answer);
        _page.Dequeue();
        if (answer.Outcome == WebhookOutcome.Refused)
        {
            Drop(next, answer.Why);
            _record = record with { Position = next.Sequence, Dropped = record.Dropped + 1 };
        }
        else
        {
            Recover();
            _record = record with { Position = next.Sequence, Sent = record.Sent + 1 };
        }

        _failures = 0;
        Show(State.Newest);
        await KeepAsync(idle: false, token);
        return TimeSpan.Zero;
    }

    private TimeSpan Fail(WebhookAnswer answer)
    {
        _failures++;
        var state = State;
        book.Set(webhook.Id, state with { Failures = _failures, FailingSince = state.FailingSince ?? time.GetUtcNow(), Error = answer.Why, ErrorAt = time.GetUtcNow() });
        if (_failures == FailuresTold && !_toldFailing)
        {
            _toldFailing = true;
            events.Add("webhook.failing", webhook.Id, "", "hub", $"{webhook.Place} does not take events: {answer.Why}; they wait, and are sent again");
        }

        var wait = retries.After(_failures, random);
        return answer.RetryAfter is { } asked && asked > wait ? (asked < retries.Longest ? asked : retries.Longest) : wait;
    }

    // Said of the first of a row, and then of every hundredth: a receiver that refuses everything is no flood of events.
    private void Drop(StoredEvent dropped, string why)
    {
        const int Often = 100;
        book.Set(webhook.Id, State with { Failures = 0, FailingSince = null, Error = why, ErrorAt = time.GetUtcNow() });
        if (_refused++ % Often == 0)
            events.Add("webhook.dropped", webhook.Id, "", "hub", $"{webhook.Place} refuses {dropped.Record.Kind} of {dropped.Record.Subject} for good: {why}; it is not sent again ({_refused} in a row)");
    }

    private void Recover()
    {
        _refused = 0;
        if (State is { FailingSince: not null } state)
            book.Set(webhook.Id, state with { Failures = 0, FailingSince = null });
        if (!_toldFailing)
            return;
        _toldFailing = false;
        events.Add("webhook.recovered", webhook.Id, "", "hub", $"{webhook.Place} takes events again");
    }

    private void Show(ulong newest) => book.Set(webhook.Id, State with { Record = _record, Newest = Math.Max(newest, _record!.Position) });

    private async Task KeepAsync(bool idle, CancellationToken token)
    {
        if (_record == _kept || time.GetElapsedTime(_keptAt) < (idle && _record!.Sent + _record.Dropped == _kept!.Sent + _kept.Dropped ? KeepIdle : _page.Count == 0 ? TimeSpan.Zero : KeepEvery))
            return;
        if (await book.KeepAsync(_record!, token))
            (_kept, _keptAt) = (_record, time.GetTimestamp());
    }
}
