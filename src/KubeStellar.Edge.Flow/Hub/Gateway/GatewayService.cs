using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Fills the report book at start, as soon as the buckets are there, tells the server whose keys are void, and forgets edges that left the inventory.</summary>
internal sealed class GatewayService(
    ReportBook book, LeftEdges left, RevocationBook revoked, TimeProvider time, IOptions<GatewayOptions> options, ILogger<GatewayService> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await LoadAsync(stoppingToken))
            await Task.Delay(options.Value.RetryAfter, time, stoppingToken);
        await foreach (var edge in left.ReadAllAsync(stoppingToken))
            book.Forget(edge);
    }

    private async Task<bool> LoadAsync(CancellationToken token)
    {
        try
        {
            await book.LoadAsync(token);
            await revoked.TellAsync(token);
            return true;
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            GatewayLog.ReportsNotLoaded(log, error.Message);
            return false;
        }
    }
}
