using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Fills the books of reports, presence and standby hubs at start, as soon as the buckets are there, tells the server whose keys are void, finishes admissions that were decided, and forgets reports of edges that left the inventory, or are another device now.</summary>
internal sealed class GatewayService(
    ReportBook book, PresenceBook presence, StandbyBook standbys, IEventLog events, LeftEdges left, Successions successions, RevocationBook revoked, PendingStore pending, IHubCommands commands, TimeProvider time, IOptions<GatewayOptions> options, ILogger<GatewayService> log)
    : BackgroundService
{
    // Enough for every edge of a large fleet to have gone once since; one whose news is older comes back untold.
    private const int Recalled = 10_000;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await LoadAsync(stoppingToken))
            await Task.Delay(options.Value.RetryAfter, time, stoppingToken);
        await Task.WhenAll(ForgetAsync(left.ReadAllAsync(stoppingToken)), ForgetAsync(successions.ReadAllAsync(stoppingToken)));
    }

    private async Task ForgetAsync(IAsyncEnumerable<string> edges)
    {
        await foreach (var edge in edges)
            book.Forget(edge);
    }

    private async Task<bool> LoadAsync(CancellationToken token)
    {
        try
        {
            await book.LoadAsync(token);
            await revoked.TellAsync(token);
            foreach (var record in await pending.ListAsync(token))
            {
                foreach (var device in record.Devices.Where(device => device.State == PendingState.Approved))
                    await commands.FinishAsync(record.Edge, device.PublicKey, token);
            }

            var newest = await events.NewestAsync(Recalled, token);
            presence.Recall(newest);
            standbys.Recall(newest);
            return true;
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            GatewayLog.ReportsNotLoaded(log, error.Message);
            return false;
        }
    }
}
