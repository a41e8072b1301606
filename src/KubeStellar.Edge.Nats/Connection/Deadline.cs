namespace KubeStellar.Edge.Nats.Connection;

/// <summary>
/// A token that ends with the caller's or after a while. Every call of the client runs under one: while disconnected, it would wait without limit.
/// </summary>
internal readonly struct Deadline : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource? _linked;

    private Deadline(CancellationTokenSource timer, CancellationTokenSource? linked)
    {
        _timer = timer;
        _linked = linked;
    }

    public CancellationToken Token => (_linked ?? _timer).Token;

    public static Deadline After(TimeSpan after, TimeProvider time, CancellationToken caller)
    {
        var timer = new CancellationTokenSource(after, time);
        return new Deadline(timer, caller.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(timer.Token, caller) : null);
    }

    public void Dispose()
    {
        _linked?.Dispose();
        _timer.Dispose();
    }
}
