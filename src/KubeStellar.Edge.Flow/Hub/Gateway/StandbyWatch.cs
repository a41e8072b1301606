using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Looks for standby hubs that went silent, six times in their patience.</summary>
internal sealed class StandbyWatch(StandbyBook standbys, TimeProvider time) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(StandbyBook.Patience / 6, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            standbys.Sweep();
    }
}
