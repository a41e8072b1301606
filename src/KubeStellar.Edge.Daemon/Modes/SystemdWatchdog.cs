using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// Tells whoever supervises this process that it is ready, that it stops, and at half the watchdog's interval that it still turns
/// (sd_notify(3), sd_watchdog_enabled(3)).
/// </summary>
internal sealed class SystemdWatchdog(ISystemdNotifier notifier, TimeProvider time) : BackgroundService
{
    private const string Socket = "NOTIFY_SOCKET";

    /// <summary>
    /// Adds notification and watchdog where somebody listens for them, and nothing elsewhere. By the protocol the socket alone says so; the host's own
    /// test also wants systemd as the parent, which a container's engine or another supervisor is not.
    /// </summary>
    internal static void Add(IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Socket)))
            return;
        services.TryAddSingleton<ISystemdNotifier, SystemdNotifier>();
        services.AddSingleton<IHostLifetime, SystemdLifetime>();
        services.AddHostedService<SystemdWatchdog>();
    }

    /// <summary>How often to notify; null where no watchdog waits for this process.</summary>
    internal static TimeSpan? Interval(string? microseconds, string? process, int own)
    {
        if (!long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var wait) || wait <= 0)
            return null;
        var ours = string.IsNullOrEmpty(process) || (int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id == own);
        return ours ? TimeSpan.FromMicroseconds(wait / 2.0) : null;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Interval(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId) is not { } interval)
            return;
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            notifier.Notify(new ServiceState("WATCHDOG=1"));
    }
}
