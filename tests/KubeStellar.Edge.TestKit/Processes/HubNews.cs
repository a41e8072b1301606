using System.Text.Json;
using System.Threading.Channels;
using NATS.Client.Core;

namespace KubeStellar.Edge.TestKit.Processes;

/// <summary>Hears a hub write: to its buckets, and of its events. Whoever asks the command line until something is so, asks again after news only.</summary>
public sealed class HubNews : IAsyncDisposable
{
    // What changes without a message, such as an edge that is silent, is seen then.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly NatsConnection _connection;
    private readonly Task[] _reading;

    private HubNews(NatsConnection connection)
    {
        _connection = connection;
        // Nothing that a hub asks for: whoever hears a question counts as one who could answer it.
        _reading = [ReadAsync("$KV.>"), ReadAsync("kse.events.>")];
    }

    /// <summary>Connects by the context that the hub wrote; null when there is none yet. Across restarts of hub and server it connects again by itself.</summary>
    /// <param name="context">The file.</param>
    public static async Task<HubNews?> OpenAsync(string context)
    {
        if (!File.Exists(context))
            return null;
        using var text = JsonDocument.Parse(await File.ReadAllTextAsync(context));
        return new HubNews(new NatsConnection(new NatsOpts
        {
            Url = text.RootElement.GetProperty("url").GetString()!,
            AuthOpts = new NatsAuthOpts { CredsFile = text.RootElement.GetProperty("creds").GetString() },
        }));
    }

    /// <summary>Returns when something was heard since the last call, or after a second.</summary>
    public async Task WaitAsync(CancellationToken token)
    {
        using var longest = CancellationTokenSource.CreateLinkedTokenSource(token, _stop.Token);
        longest.CancelAfter(Longest);
        try
        {
            await _news.Reader.ReadAsync(longest.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // Nothing was heard.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_reading);
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ReadAsync(string subject)
    {
        try
        {
            await foreach (var message in _connection.SubscribeAsync<NatsMemoryOwner<byte>>(subject, cancellationToken: _stop.Token))
            {
                message.Data.Dispose();
                _news.Writer.TryWrite(true);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or NatsException)
        {
            // A hub that cannot be heard is asked once a second.
        }
    }
}
