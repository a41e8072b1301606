namespace KubeStellar.Edge.Flow.Loop;

/// <summary>
/// Keys that are due now or later. A key is in it once, however often it is added, with the earliest time that was asked for;
/// so it is bounded by the number of keys. Any thread adds; one takes.
/// </summary>
/// <typeparam name="TKey">What is to be looked at.</typeparam>
public sealed class WorkQueue<TKey>(TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, long> _due = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Keys that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _due.Count;
            }
        }
    }

    /// <summary>Adds a key that is due now.</summary>
    public void Add(TKey key) => AddAfter(key, TimeSpan.Zero);

    /// <summary>Adds a key that is due after a while; an earlier time that it already has stays.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        var due = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
        lock (_gate)
        {
            if (_due.TryGetValue(key, out var known) && known <= due)
            {
                return;
            }

            _due[key] = due;
            _changed.TrySetResult();
        }
    }

    /// <summary>Waits until something is due, and takes all that is, the longest due first.</summary>
    public async Task<IReadOnlyList<TKey>> TakeAsync(CancellationToken token)
    {
        while (true)
        {
            Task changed;
            TimeSpan? wait = null;
            lock (_gate)
            {
                var now = time.GetTimestamp();
                var due = _due.Where(item => item.Value <= now).OrderBy(item => item.Value).Select(item => item.Key).ToList();
                foreach (var key in due)
                {
                    _due.Remove(key);
                }

                if (due.Count > 0)
                {
                    return due;
                }

                if (_due.Count > 0)
                {
                    wait = time.GetElapsedTime(now, _due.Values.Min());
                }

                if (_changed.Task.IsCompleted)
                {
                    _changed = NewSignal();
                }

                changed = _changed.Task;
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            var timer = Task.Delay(wait is { } span ? Max(span, TimeSpan.FromMilliseconds(1)) : Timeout.InfiniteTimeSpan, time, stop.Token);
            await Task.WhenAny(changed, timer);
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
