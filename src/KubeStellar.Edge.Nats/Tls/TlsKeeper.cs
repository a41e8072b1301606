using System.Globalization;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>
/// Renews the certificates of a running hub: looks at files and times, has nats-server read what is new, and sees in a handshake that it did. Connections stay
/// while that happens. What cannot be used changes nothing and is said, once.
/// </summary>
public sealed partial class TlsKeeper(HubTls tls, EmbeddedServer server, TimeProvider time, ILogger<TlsKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);
    private readonly SemaphoreSlim _one = new(1, 1);
    private string _said = "";
    private bool _pending;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    /// <summary>Changes the certificates, and has the server take them.</summary>
    /// <param name="change">True when the server has to read its files again.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="IdentityException">A file cannot be used.</exception>
    /// <exception cref="TimeoutException">The server does not show them yet; it is told again and again.</exception>
    internal async Task ChangeAsync(Func<bool> change, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (change() || _pending)
            {
                _pending = true;
                await ReloadAsync(cancellation);
                _pending = false;
                LogRenewed(logger, tls.Ends.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>One look. True when the server shows what it should.</summary>
    internal async Task<bool> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            await ChangeAsync(tls.Refresh, cancellation);
            Say(tls.Ends - time.GetUtcNow() < Soon ? $"It ends on {tls.Ends.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}; after that no edge connects. Renew it" : "");
            return true;
        }
        catch (Exception e) when (e is IdentityException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            Say(e.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(tls.CheckInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CheckAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The hub ends, perhaps before it was all there.
        }
    }

    private async Task ReloadAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var told = server.TryReload();
            while (await server.ShownAsync(either.Token) != tls.Leaf)
            {
                await Task.Delay(Pause, time, either.Token);
                told = told || server.TryReload();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("nats-server does not show the new certificate; what it says of it is in its log. It is told again.");
        }
    }

    private void Say(string text)
    {
        if (text.Length > 0 && text != _said)
        {
            LogTrouble(logger, text);
        }

        _said = text;
    }

    [LoggerMessage(4500, LogLevel.Information, "nats-server has a new certificate, good until {Ends}; connections stay")]
    private static partial void LogRenewed(ILogger logger, string ends);

    [LoggerMessage(4501, LogLevel.Warning, "The certificate of nats-server: {Why}")]
    private static partial void LogTrouble(ILogger logger, string why);
}
