using System.Threading.Channels;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>
/// Says that one of some buckets may have changed. Many changes are one signal, and a slow poll stands behind the watches,
/// because not everything that a listing shows lies in a bucket (whether an edge is in reach, for one).
/// </summary>
internal sealed class ChangeSignal : IAsyncDisposable
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop;
    private readonly CliServices _services;
    private readonly Task _watches;

    internal ChangeSignal(IHubApi api, IEnumerable<string> buckets, CliServices services, CancellationToken token)
    {
        _services = services;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        _watches = Task.WhenAll(buckets.Select(bucket => WatchAsync(api, bucket)));
    }

    /// <summary>Ends at the next change, or after <paramref name="poll"/>.</summary>
    internal async Task WaitAsync(TimeSpan poll, CancellationToken token)
    {
        using var limit = new CancellationTokenSource(poll, _services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // The poll's turn.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watches;
        _stop.Dispose();
    }

    private async Task WatchAsync(IHubApi api, string bucket)
    {
        try
        {
            await foreach (var _ in api.WatchAsync(bucket, _stop.Token).WithCancellation(_stop.Token))
            {
                _changes.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception error)
        {
            // Whatever the transport says: the poll goes on, and the person is told.
            await _services.Error.WriteLineAsync($"{bucket} cannot be watched ({CliErrors.OneLine(error.Message)}); polling instead");
        }
    }
}
