using KubeStellar.Edge.Flow.Edge.Apply;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Last in the order of start: says that the edge runs.</summary>
internal sealed partial class EdgeReady(string edge, ITarget target, ILogger<EdgeReady> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogReady(logger, edge, target.Description);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(7010, LogLevel.Information, "The edge is ready: {Edge} applies to {Target}")]
    private static partial void LogReady(ILogger logger, string edge, string target);
}
