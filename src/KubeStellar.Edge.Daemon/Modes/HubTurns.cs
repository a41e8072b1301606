using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Nats.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// A hub with <c>--standby</c>: it waits, publishes, and when another one took its place it waits again. Between two turns nothing of it lives on: keys, mirror and buckets are
/// opened anew, as by another process.
/// </summary>
internal static class HubTurns
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="DaemonFailure">The options do not go together.</exception>
    internal static async Task<int> RunAsync(HubSettings settings, CancellationToken token)
    {
        if (settings.Nats is not { } urls)
            throw new DaemonFailure("--standby goes with --nats URL: a hub with a nats-server of its own has nobody to take over from.");
        if (settings.Parent.Join is not null || Directory.Exists(Path.Combine(settings.State, "parent")))
            throw new DaemonFailure("--standby: a region has one hub; what it has accepted of its parent lies in that hub's state directory.");
        var access = await ExternalNats.AccessAsync(settings, urls, token);
        using var logging = Logging();
        var logs = logging.Services.GetRequiredService<ILoggerFactory>();
        while (true)
        {
            try
            {
                var stoodStill = await new HubStandby(access.Endpoint, PlaceOf(settings), logs).WaitAsync(token);
                return await HubMode.RunAsync(settings, stoodStill, token);
            }
            catch (LeaseLostException lost)
            {
                HubStandby.LogAgain(logs.CreateLogger<HubStandby>(), lost.Message);
                await Task.Delay(Pause, TimeProvider.System, token);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return 0;
            }
        }
    }

    private static HubPlace PlaceOf(HubSettings settings)
    {
        using var keys = HubKeys.LoadOrCreate(settings.State);
        return HubPlace.Open(settings.State, ((Flow.State.Identity.IRootSigner)new RootSigner(keys)).Origin);
    }

    private static IHost Logging()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        DaemonLogging.Configure(builder);
        return builder.Build();
    }
}
