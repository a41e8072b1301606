using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// Steps on several objects at once, never two on one object. A step that hangs (a webhook that does not answer) soon counts as one no more, so that others go on;
/// of these there may be as many again for each kind, and further objects of that kind are put off while there are. What steps touch between their awaits is touched by one
/// thread at a time, because they all run on the scheduler of the loop that starts them.
/// </summary>
/// <param name="width">Steps at once; with 1 each is waited for, whatever it takes.</param>
/// <param name="time">The time.</param>
internal sealed class Lanes(int width, TimeProvider time)
{
    /// <summary>A step that takes longer hangs.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<ObjectKey, (Task Step, long Since)> _running = [];

    /// <summary>Whether a step on an object is under way.</summary>
    internal bool Has(ObjectKey key) => _running.ContainsKey(key);

    /// <summary>Starts a step on an object that has none, when a lane is free. Returns false when it should be put off, because its kind hangs.</summary>
    /// <param name="key">The object.</param>
    /// <param name="step">The step.</param>
    /// <param name="late">Called when the step ends after nobody waited for it any more.</param>
    /// <param name="token">Cancels the wait.</param>
    internal async Task<bool> StartAsync(ObjectKey key, Func<Task> step, Action<ObjectKey> late, CancellationToken token)
    {
        if (width == 1)
        {
            await step();
            return true;
        }

        while (_running.Count(item => !Hangs(item.Value.Since)) >= width)
        {
            await AnyAsync(token);
        }

        // Only what hangs now counts: a kind that was slow once must not wait for another that hangs for ever.
        if (_running.Count(item => (item.Key.Group, item.Key.Kind) == (key.Group, key.Kind) && Hangs(item.Value.Since)) >= width)
        {
            return false;
        }

        var since = time.GetTimestamp();
        var task = RunAsync(key, step, late, since, token);
        if (!task.IsCompleted)
        {
            _running[key] = (task, since);
        }
        else
        {
            await task;
        }

        return true;
    }

    /// <summary>Waits until none of the steps on these objects (all, when null) is under way, or those that are hang.</summary>
    internal async Task SettleAsync(Func<ObjectKey, bool>? which, CancellationToken token)
    {
        while (_running.Any(item => (which?.Invoke(item.Key) ?? true) && !Hangs(item.Value.Since)))
        {
            await AnyAsync(token);
        }

        foreach (var step in _running.Values.Where(item => item.Step.IsCompleted).Select(item => item.Step).ToList())
        {
            await step;
        }
    }

    private async Task RunAsync(ObjectKey key, Func<Task> step, Action<ObjectKey> late, long since, CancellationToken token)
    {
        try
        {
            await step();
        }
        catch (OperationCanceledException error) when (!token.IsCancellationRequested)
        {
            throw new InvalidOperationException($"the step on {key} was given up by itself", error);
        }

        if (!_running.Remove(key))
        {
            return;
        }

        if (Hangs(since))
        {
            late(key);
        }
    }

    private bool Hangs(long since) => time.GetElapsedTime(since) >= Patience;

    /// <summary>Waits until a step ends, or one begins to hang.</summary>
    private async Task AnyAsync(CancellationToken token)
    {
        var fresh = _running.Where(item => !Hangs(item.Value.Since)).ToList();
        foreach (var (key, _) in fresh.Where(item => item.Value.Step.IsCompleted))
        {
            // It failed in a way that nobody expected: the loop ends with it.
            await _running[key].Step;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var left = fresh.Count == 0 ? TimeSpan.FromMilliseconds(1) : Patience - fresh.Select(item => time.GetElapsedTime(item.Value.Since)).Max();
        var pause = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), time, stop.Token);
        await Task.WhenAny([.. fresh.Select(item => item.Value.Step), pause]);
        await stop.CancelAsync();
        token.ThrowIfCancellationRequested();
    }
}
