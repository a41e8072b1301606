namespace KubeStellar.Edge.Flow.Loop;

/// <summary>A doorbell: rung any number of times, it wakes the one who waits once.</summary>
public sealed class Wake : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly Lock _gate = new();

    /// <summary>Rings.</summary>
    public void Ring()
    {
        lock (_gate)
        {
            if (_bell.CurrentCount == 0)
            {
                _bell.Release();
            }
        }
    }

    /// <summary>Waits for a ring, or until the time is over; true when it rang.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var bell = _bell.WaitAsync(stop.Token);
        var timer = Task.Delay(limit, time, stop.Token);
        await Task.WhenAny(bell, timer);
        await stop.CancelAsync();
        token.ThrowIfCancellationRequested();
        try
        {
            await bell;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bell.Dispose();
}
