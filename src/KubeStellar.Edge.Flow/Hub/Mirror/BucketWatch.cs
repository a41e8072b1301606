using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>Looks at the buckets every two seconds, and has loaded again what changed without the hub.</summary>
internal sealed class BucketWatch(
    BucketGuard guard, IEnumerable<IHubReload> keepers, TimeProvider time, IOptions<MirrorOptions> options, ILogger<BucketWatch> log) : BackgroundService
{
    private readonly IHubReload[] _keepers = [.. keepers];

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(CancellationToken token)
    {
        try
        {
            var due = await guard.LookAsync(token);
            for (var i = 0; i < due.Count; i++)
            {
                try
                {
                    foreach (var keeper in _keepers)
                        await keeper.ReloadAsync(due[i].Bucket, due[i].Repaired, token);
                }
                catch (Exception error) when (IsServers(error))
                {
                    MirrorLog.ReloadFailed(log, due[i].Bucket, error.Message);
                    await guard.ReturnAsync(due.Skip(i), token);
                    return;
                }
            }
        }
        catch (Exception error) when (IsServers(error))
        {
            // The server is away: nothing can be said about the buckets, and nothing follows.
            MirrorLog.CannotLook(log, error.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await LookAsync(stoppingToken);
    }

    private static bool IsServers(Exception error) =>
        error is BucketUnavailableException or BucketGoneException or BucketRefusedException or RevisionConflictException;
}
