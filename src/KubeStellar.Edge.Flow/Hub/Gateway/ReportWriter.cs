using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// Writes reports behind their senders: the newest per edge and policy, those of many edges at once. Whoever waits is released after the write is durable,
/// and only then does the reduction hear of it. One loop, so that the observers see each edge's reports in order.
/// </summary>
internal sealed class ReportWriter(
    IBuckets buckets, IEnumerable<IStatusObserver> observers, TimeProvider time, IOptions<GatewayOptions> options, ILogger<ReportWriter> log) : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly IStatusObserver[] _observers = [.. observers];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Dictionary<string, PendingReport> _pending = new(StringComparer.Ordinal);
    private Dictionary<string, PendingReport> _writing = new(StringComparer.Ordinal);

    /// <summary>Whether a report of a new edge and policy would find room.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_gate)
                return _pending.Count < options.Value.MaxPendingReports;
        }
    }

    /// <summary>Reports that wait to be written.</summary>
    internal int Waiting
    {
        get
        {
            lock (_gate)
                return _pending.Count + _writing.Count;
        }
    }

    /// <summary>Queues the newest report; the task completes when it, or a newer one, is durable.</summary>
    /// <param name="edge">Edge.</param>
    /// <param name="policy">Policy.</param>
    /// <param name="held">What is held; null: nothing any more.</param>
    /// <param name="whole">The whole report that its head stands on, where that is to be written; null where it is written.</param>
    internal Task PutAsync(string edge, PolicyKey policy, HeldReport? held, ReportRecord? whole = null)
    {
        Task durable;
        lock (_gate)
        {
            var key = ReportBook.KeyOf(edge, policy);
            if (!_pending.TryGetValue(key, out var pending))
                _pending[key] = pending = new PendingReport(edge, policy);
            pending.Take(held, whole);
            durable = pending.Durable.Task;
        }

        _wake.Writer.TryWrite(true);
        return durable;
    }

    /// <summary>Completes when nothing of this edge and policy is on its way any more; at once when nothing is.</summary>
    internal Task SettledAsync(string edge, PolicyKey policy)
    {
        lock (_gate)
        {
            var key = ReportBook.KeyOf(edge, policy);
            return _pending.TryGetValue(key, out var pending) || _writing.TryGetValue(key, out pending) ? pending.Durable.Task : Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _wake.Reader.WaitToReadAsync(stoppingToken))
        {
            _wake.Reader.TryRead(out _);
            while (Next() is { Count: > 0 } batch)
            {
                if (!await WriteAsync(batch, stoppingToken))
                    await Task.Delay(options.Value.RetryAfter, time, stoppingToken);
            }
        }
    }

    private Dictionary<string, PendingReport> Next()
    {
        lock (_gate)
        {
            if (_pending.Count <= options.Value.WriteBatch)
            {
                (_writing, _pending) = (_pending, new Dictionary<string, PendingReport>(StringComparer.Ordinal));
                return _writing;
            }

            _writing = _pending.Take(options.Value.WriteBatch).ToDictionary(StringComparer.Ordinal);
            foreach (var key in _writing.Keys)
                _pending.Remove(key);
            return _writing;
        }
    }

    private async Task<bool> WriteAsync(Dictionary<string, PendingReport> batch, CancellationToken token)
    {
        var all = batch.Values.ToList();
        try
        {
            // Side by side: each waits for the disk by itself, and what failed in either is written again in both. What a first report reduces to comes before it:
            // a report without a partial would be taken for whole by the hub that finds it. A whole report comes before the head that stands on it.
            var others = PutAsync(Buckets.Partials, all, static item => item.PartialBytes(), token);
            if (all.Any(item => item.First))
                await others;
            var whole = await PutAsync(Buckets.Status, all, static item => item.WholeBytes(), token);
            var statuses = PutAsync(Buckets.Heads, [.. all.Where(item => whole.Contains(item.Key))], static item => item.HeadBytes(), token);
            await Task.WhenAll(statuses, others);
            var (heads, partials) = (await statuses, await others);
            foreach (var gone in all.Where(item => item.Head is null))
            {
                await buckets[Buckets.Status].DeleteAsync(gone.Key, null, token);
                await buckets[Buckets.Heads].DeleteAsync(gone.Key, null, token);
                await buckets[Buckets.Partials].DeleteAsync(gone.Key, null, token);
            }

            var failed = all.Where(item => !heads.Contains(item.Key) || !partials.Contains(item.Key)).ToList();
            Finish(all.Except(failed));
            Requeue(failed);
            if (failed.Count > 0)
                GatewayLog.ReportsNotWritten(log, failed.Count, "some writes of the batch failed");
            return failed.Count == 0;
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            // The senders go on waiting, or give up and send again; what is newest stays queued. A lost bucket is the bucket watch's to repair.
            GatewayLog.ReportsNotWritten(log, all.Count, error.Message);
            Requeue(all);
            return false;
        }
    }

    /// <summary>Writes what there is to write; returns the keys that are as they should be.</summary>
    private async Task<HashSet<string>> PutAsync(string bucket, List<PendingReport> all, Func<PendingReport, byte[]?> encode, CancellationToken token)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var writes = new List<BucketWrite>(all.Count);
        foreach (var item in all)
        {
            if (encode(item) is { } bytes)
                writes.Add(new BucketWrite(item.Key, bytes, null));
            else
                done.Add(item.Key);
        }

        if (writes.Count == 0)
            return done;
        var outcomes = await buckets[bucket].PutManyAsync(writes, token);
        for (var i = 0; i < writes.Count; i++)
        {
            if (outcomes[i].Written)
                done.Add(writes[i].Key);
        }

        return done;
    }

    private void Finish(IEnumerable<PendingReport> written)
    {
        foreach (var item in written)
        {
            foreach (var observer in _observers)
                observer.Reported(item.Edge, item.Policy, item.Head, item.Partial);
            lock (_gate)
                _writing.Remove(item.Key);
            item.Durable.TrySetResult();
        }
    }

    private void Requeue(List<PendingReport> failed)
    {
        lock (_gate)
        {
            foreach (var item in failed)
            {
                _writing.Remove(item.Key);
                if (_pending.TryAdd(item.Key, item))
                    continue;

                // A newer one came meanwhile: it carries the older one's waiters, and what it brought nothing of itself.
                var newer = _pending[item.Key];
                newer.Follow(item);
                _ = newer.Durable.Task.ContinueWith(
                    static (_, state) => ((PendingReport)state!).Durable.TrySetResult(),
                    item, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }

        if (failed.Count > 0)
            _wake.Writer.TryWrite(true);
    }
}
