using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Last in the order of start: writes the context for people's tools, and says that the hub serves.</summary>
internal sealed partial class HubReady(HubSettings settings, HubAccess access, ILogger<HubReady> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var url = access.Endpoint.Urls()[0];
        if (settings.Context.Length > 0)
        {
            var creds = Path.Combine(settings.State, "keys", "admin.creds");
            if (!File.Exists(creds) || !access.Account.Issued(UserCredentials.Load(creds)))
                new UserMint(access.Account, TimeProvider.System).Admin().Save(creds);
            LogContext(logger, settings.Context, NatsCliContext.Write(settings.Context, url, creds, "KubeStellar.Edge hub in " + settings.State));
        }

        LogReady(logger, url);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(7000, LogLevel.Information, "The hub is ready at {Url}")]
    private static partial void LogReady(ILogger logger, string url);

    [LoggerMessage(7001, LogLevel.Information, "The nats context '{Name}' is in {Path}")]
    private static partial void LogContext(ILogger logger, string name, string path);
}
