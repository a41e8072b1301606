using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Publish;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Nats;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Standby;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The time in which a hub with <c>--standby</c> publishes nothing and answers nobody, because another one does.</summary>
internal sealed partial class HubStandby(NatsEndpoint endpoint, HubPlace place, ILoggerFactory logs)
{
    private readonly ILogger _log = logs.CreateLogger<HubStandby>();
    private readonly SystemdNotifier? _supervisor = Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 } ? new SystemdNotifier() : null;
    private readonly StandbyHello _hello = new() { Instance = place.Id, Daemon = DaemonVersion.Text, Host = Environment.MachineName, Since = TimeProvider.System.GetUtcNow() };
    private StandbyVoice? _voice;
    private string _holder = "";
    private bool _told;

    /// <summary>Waits until nobody publishes; returns the lease that stood still.</summary>
    internal async Task<ulong?> WaitAsync(CancellationToken token)
    {
        await using var services = new ServiceCollection().AddSingleton(logs).AddLogging().AddHubBuckets(nats => nats.Endpoint = endpoint).BuildServiceProvider();
        _voice = services.GetRequiredService<StandbyVoice>();
        var self = new HubFlowOptions { Directory = place.Id, Boot = HubPlace.Boot, Standby = true, Followed = place.HasFollowed };
        var stood = await new LeaseWatch(services.GetRequiredService<IBuckets>(), self, TimeProvider.System).WaitAsync(See, token);
        LogTurn(_log, _holder.Length > 0 ? _holder : "nobody");
        return stood;
    }

    private void See(LeaseRecord? lease)
    {
        if (!_told)
            _supervisor?.Notify(ServiceState.Ready);
        _supervisor?.Notify(new ServiceState("WATCHDOG=1"));

        // Only who has looked at the lease is there to take it.
        if (lease is not null)
            _voice?.Say(_hello);
        if (lease is null || (_told && lease.Instance == _holder))
        {
            _told = true;
            return;
        }

        if (lease.Instance != place.Id)
            place.Follow();
        (_told, _holder) = (true, lease.Instance);
        LogWaits(_log, lease.Instance);
        _supervisor?.Notify(new ServiceState($"STATUS=standby: {lease.Instance} publishes"));
    }

    [LoggerMessage(7030, LogLevel.Information, "The hub is standby: {Holder} publishes, and this one takes over when that ends")]
    private static partial void LogWaits(ILogger logger, string holder);

    [LoggerMessage(7031, LogLevel.Warning, "The hub takes over; before it, {Holder} published")]
    private static partial void LogTurn(ILogger logger, string holder);

    [LoggerMessage(7032, LogLevel.Warning, "The hub is standby again: {Why}")]
    internal static partial void LogAgain(ILogger logger, string why);
}
