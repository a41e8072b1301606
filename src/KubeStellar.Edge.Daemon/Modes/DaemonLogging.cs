using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Logs go to standard error, one line each; under systemd with its priorities and no time stamps of our own.</summary>
internal static class DaemonLogging
{
    internal static void Configure(HostApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (Microsoft.Extensions.Hosting.Systemd.SystemdHelpers.IsSystemdService())
        {
            builder.Logging.AddSystemdConsole();
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                console.UseUtcTimestamp = true;
                console.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
            });
        }

        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(Enum.TryParse<LogLevel>(Environment.GetEnvironmentVariable("KSE_LOG_LEVEL"), true, out var level) ? level : LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // The host logs a failed start with its stack, and DaemonRun says the same as a sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        builder.Logging.AddFilter("NATS", LogLevel.Error);
    }
}
