using System.ComponentModel;
using System.Globalization;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>
/// The hub's own nats-server: a child process with a generated configuration. It accepts connections when <see cref="StartAsync"/> returns, is started again
/// when it dies, and is gone when the hub is gone. The first start fails loudly; later ones are tried again with growing waits.
/// </summary>
public sealed partial class EmbeddedServer(HubKeys keys, EmbeddedServerOptions options, TimeProvider time, ILogger<EmbeddedServer> logger) : BackgroundService
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);
    private readonly ServerPaths _paths = ServerPaths.In(options.StateDirectory);
    private readonly SpokenLines _spoken = new();
    private NatsServerBinary? _binary;
    private ServerProcess? _process;
    private string _name = "";
    private int _port;
    private volatile bool _ready;

    /// <summary>Where clients of this machine connect; known after <see cref="StartAsync"/>.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{(options.Tls is null ? "nats" : "tls")}://{(ProbeHost.Contains(':', StringComparison.Ordinal) ? $"[{ProbeHost}]" : ProbeHost)}:{_port}");

    /// <summary>The port; known after <see cref="StartAsync"/>.</summary>
    public int Port => _port;

    /// <summary>The program that runs; known after <see cref="StartAsync"/>.</summary>
    public NatsServerBinary? Binary => _binary;

    /// <summary>Process id of the supervising shell, for tests that kill it.</summary>
    internal int ShellId => _process!.ShellId;

    private string ProbeHost => options.Host is "0.0.0.0" or "::" or "*" ? "127.0.0.1" : options.Host;

    /// <summary>Writes the configuration, starts the server and waits until it accepts connections.</summary>
    /// <exception cref="ServerException">No usable program, the server ended at once, the port is taken, or it took too long.</exception>
    /// <exception cref="IdentityException">A key file cannot be used.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _binary = await NatsServerBinary.FindAsync(options.Binary, cancellationToken);
        SecretFiles.EnsureDirectory(_paths.Folder);
        var accounts = ServerAccounts.LoadOrIssue(_paths, keys, time);
        _name = ServerConfiguration.NameOf(accounts);
        _port = ServerPort.LoadOrChoose(_paths, options.Port);
        SecretFiles.Write(_paths.Configuration, ServerConfiguration.Write(_paths, accounts, options, _port));
        await WaitForRemainsAsync(cancellationToken);
        _process = Launch();
        try
        {
            await ReadyAsync(_process, cancellationToken);
        }
        catch
        {
            await _process.StopAsync();
            throw;
        }

        LogStarted(logger, _binary.Version, _binary.Path, Url, _paths.Log);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Has the server read its configuration and its certificates again; connections stay. False while it is starting, when it reads them anyway.</summary>
    public bool TryReload() => _ready && _process!.TryReload();

    /// <summary>The certificate that new connections are shown.</summary>
    /// <exception cref="IOException">The server is not there, or speaks no TLS.</exception>
    internal Task<string> ShownAsync(CancellationToken cancellation) => TlsProbe.ShownAsync(ProbeHost, _port, cancellation);

    /// <summary>Ends the server and waits until it is gone. The generic host may stop a service whose loop never began, so this does not rely on the loop.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_process is { } process)
        {
            await process.StopAsync();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _process?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = FirstBackoff;
        var started = time.GetTimestamp();
        using var stop = stoppingToken.Register(() => _ = _process!.StopAsync());
        while (!stoppingToken.IsCancellationRequested)
        {
            var status = await _process!.Ended;
            _ready = false;
            if (stoppingToken.IsCancellationRequested)
            {
                break;
            }

            backoff = time.GetElapsedTime(started) > Settled ? FirstBackoff : backoff;
            LogDied(logger, status, backoff, _paths.Log, _spoken.Text);
            await Task.Delay(backoff, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            backoff = backoff * 2 < options.LongestBackoff ? backoff * 2 : options.LongestBackoff;
            if (!stoppingToken.IsCancellationRequested)
            {
                started = time.GetTimestamp();
                await RelaunchAsync(stoppingToken);
            }
        }
    }

    private async Task RelaunchAsync(CancellationToken stopping)
    {
        try
        {
            _process = Launch();
            await ReadyAsync(_process, stopping);
            LogRestarted(logger, Url);
        }
        catch (Exception e) when (e is ServerException or Win32Exception or IOException)
        {
            LogNotBack(logger, e.Message);
            await _process!.StopAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await _process!.StopAsync();
        }
    }

    private ServerProcess Launch()
    {
        _spoken.Clear();
        return ServerProcess.Start(_binary!.Path, _paths.Configuration, options.StopTimeout, line =>
        {
            _spoken.Add(line);
            LogSaid(logger, line);
        });
    }

    private async Task ReadyAsync(ServerProcess process, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var ready = ServerProbe.WaitAsync(ProbeHost, _port, _name, time, either.Token);
        if (await Task.WhenAny(ready, process.Ended) != ready)
        {
            await either.CancelAsync();
            await ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new ServerException($"nats-server ended at its start with status {await process.Ended}: {_spoken.Or(_paths.Log)}");
        }

        try
        {
            await ready;
            _ready = true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ServerException($"nats-server did not accept connections within {options.StartTimeout.TotalSeconds:0} s: {_spoken.Or(_paths.Log)}");
        }
    }

    private async Task WaitForRemainsAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await ServerRemains.WaitUntilGoneAsync(_paths.Configuration, time, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ServerException(
                $"Another nats-server (process {string.Join(", ", ServerRemains.Find(_paths.Configuration))}) runs on {_paths.Folder}: another hub uses this state directory. End it, or give this hub its own.");
        }
    }

    [LoggerMessage(4400, LogLevel.Information, "nats-server {Version} ({Path}) accepts connections at {Url}, its log is {Log}")]
    private static partial void LogStarted(ILogger logger, Version version, string path, string url, string log);

    [LoggerMessage(4401, LogLevel.Error, "nats-server ended with status {Status} and is started again in {Backoff}; its log is {Log}. {Said}")]
    private static partial void LogDied(ILogger logger, int status, TimeSpan backoff, string log, string said);

    [LoggerMessage(4402, LogLevel.Information, "nats-server is back at {Url}")]
    private static partial void LogRestarted(ILogger logger, string url);

    [LoggerMessage(4403, LogLevel.Error, "nats-server did not come back: {Reason}")]
    private static partial void LogNotBack(ILogger logger, string reason);

    [LoggerMessage(4404, LogLevel.Warning, "nats-server said: {Line}")]
    private static partial void LogSaid(ILogger logger, string line);
}
