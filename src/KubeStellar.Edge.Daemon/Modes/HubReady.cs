using KubeStellar.Edge.Nats.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Last in the order of start: writes the context for people's tools, and says that the hub serves.</summary>
internal sealed partial class HubReady(HubSettings settings, HubAccess access, HubPlace place, ILogger<HubReady> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        place.Lead();
        var url = access.ToolUrl();
        if (settings.Context.Length > 0)
        {
            WriteContext(url, AdminCredentials.Keep(settings, access.Account));
        }

        LogReady(logger, access.Endpoint.Urls()[0]);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A convenience for people: a service without a home directory serves all the same.
    private void WriteContext(string url, string creds)
    {
        try
        {
            LogContext(logger, settings.Context, NatsCliContext.Write(
                settings.Context, url, creds, "KubeStellar.Edge hub in " + settings.State, access.CaFile, access.ClientFile, access.ClientKeyFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoContext(logger, settings.Context, e.Message);
        }
    }

    [LoggerMessage(7000, LogLevel.Information, "The hub is ready at {Url}")]
    private static partial void LogReady(ILogger logger, string url);

    [LoggerMessage(7001, LogLevel.Information, "The nats context '{Name}' is in {Path}")]
    private static partial void LogContext(ILogger logger, string name, string path);

    [LoggerMessage(7002, LogLevel.Warning, "The nats context '{Name}' could not be written: {Why} (XDG_CONFIG_HOME names another place for it)")]
    private static partial void LogNoContext(ILogger logger, string name, string why);
}
