using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Looks for silent edges, six times in a heartbeat period.</summary>
internal sealed class PresenceWatch(PresenceBook presence, IHubInventory inventory, TimeProvider time, IOptions<GatewayOptions> options) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.HeartbeatPeriod / 6, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            presence.Sweep(inventory.Edges);
    }
}
