namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>A load that is done once, whoever asks for it first; one that failed is tried by the next who asks.</summary>
internal sealed class LoadOnce : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _done;

    /// <summary>Whether it is done.</summary>
    internal bool Done => _done;

    /// <summary>Loads, unless that is done; throws what the load throws.</summary>
    internal async Task RunAsync(Func<CancellationToken, Task> load, CancellationToken token)
    {
        if (_done)
            return;
        await _turn.WaitAsync(token);
        try
        {
            if (_done)
                return;
            await load(token);
            _done = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
