using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>The reporter's way out: what the hub lacks, in messages of a bounded size, and what becomes of it.</summary>
internal sealed partial class Reporter
{
    private IEnumerable<OutboxItem> Unsent() => _items?.Values.Where(item => item.Acknowledged?.Sequence != item.Newest.Sequence) ?? [];

    private async Task<bool> SendAsync(CancellationToken token)
    {
        var complete = true;
        var batch = new List<(OutboxItem Item, ReportDelta Delta)>();
        var bytes = 0;
        foreach (var item in Unsent().OrderBy(item => item.Policy).ToList())
        {
            var delta = ReportRules.Delta(item);
            var size = JsonSerializer.SerializeToUtf8Bytes(delta.Report, ContractsJson.Default.ReportRecord).Length;
            if (batch.Count > 0 && bytes + size > MessageBytes)
            {
                complete &= await SendAsync(batch, token);
                batch.Clear();
                bytes = 0;
            }

            batch.Add((item, delta));
            bytes += size;
        }

        return (batch.Count == 0 || await SendAsync(batch, token)) && complete;
    }

    private async Task<bool> SendAsync(List<(OutboxItem Item, ReportDelta Delta)> batch, CancellationToken token)
    {
        var reply = await link.ReportAsync(new ReportMessage { Edge = edge, Reports = [.. batch.Select(entry => entry.Delta)] }, token);
        _pacer.Sent();
        _pacer.Told(Milliseconds(reply.Pace));
        if (reply.Refused.Length > 0)
        {
            LogRefused(reply.Refused);
            if (reply.RetryAfter is { } wait)
            {
                _pacer.Refused(Milliseconds(wait));
            }

            return false;
        }

        var complete = true;
        var wanted = reply.Resync.ToHashSet(StringComparer.Ordinal);
        foreach (var (item, delta) in batch)
        {
            var name = item.Policy.ToString();
            if (wanted.Contains(name))
            {
                // Without its base a delta says nothing; a whole report that is asked for again waits for the next attempt.
                await KeepAsync(item with { Acknowledged = null }, token);
                complete &= delta.Base != 0;
                _wake.Ring();
            }
            else if (reply.Durable.TryGetValue(name, out var durable) && durable >= item.Newest.Sequence)
            {
                await AcknowledgeAsync(item, token);
            }
            else
            {
                complete = false;
            }
        }

        return complete;
    }

    private async Task AcknowledgeAsync(OutboxItem item, CancellationToken token)
    {
        if (item.Newest.Manifest.IsZero)
        {
            await outbox.RemoveAsync(item.Policy, token);
            _items!.Remove(item.Policy);
            _prints.Remove(item.Policy);
            _views.Remove(item.Policy);
            _reduced.Remove(item.Policy);
            _fits.Remove(item.Policy);
            _flaps.Forget(item.Policy);
            return;
        }

        await KeepAsync(item with { Acknowledged = item.Newest }, token);
    }

    // What the hub has. Where that is not known after a restart anyway, it is not written either.
    private async Task KeepAsync(OutboxItem item, CancellationToken token)
    {
        if (!partials.Fleeting)
        {
            await outbox.PutAsync(item, token);
        }

        _items![item.Policy] = item;
    }

    // What a hub says is bounded here, too: one that is mistaken must not silence its edges for good.
    private static TimeSpan Milliseconds(long? told) => TimeSpan.FromMilliseconds(Math.Clamp(told ?? 0, 0, (long)TimeSpan.FromMinutes(15).TotalMilliseconds));
}
