using KubeStellar.Edge.Contracts.Keys;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>What the policy runtime logs. Never a payload.</summary>
internal static partial class ScriptingLog
{
    [LoggerMessage(3000, LogLevel.Information, "Policy host {Pid} started")]
    internal static partial void HostStarted(ILogger logger, int pid);

    [LoggerMessage(3001, LogLevel.Information, "Policy host {Pid} was idle and is ended")]
    internal static partial void HostIdle(ILogger logger, int pid);

    [LoggerMessage(3002, LogLevel.Warning, "Policy host {Pid} is gone: {Reason}, while it ran bundle {Bundle}; it is number {Lost} since the start")]
    internal static partial void HostGone(ILogger logger, int pid, string reason, Digest bundle, int lost);

    [LoggerMessage(3003, LogLevel.Warning, "Bundle {Bundle} lost its isolate: {Reason}")]
    internal static partial void IsolateLost(ILogger logger, Digest bundle, string reason);

    [LoggerMessage(3004, LogLevel.Debug, "Policy host says: {Line}")]
    internal static partial void HostSays(ILogger logger, string line);

    [LoggerMessage(3005, LogLevel.Error, "The policy host cannot be started")]
    internal static partial void HostCannotStart(ILogger logger, Exception error);

    [LoggerMessage(3006, LogLevel.Information, "Policy host {Pid} is held by: {InForce}; not to be had here: {Missing}")]
    internal static partial void HostConfined(ILogger logger, int pid, string inForce, string missing);

    [LoggerMessage(3007, LogLevel.Warning, "Policy host {Pid} ended between two calls (exit code {Code}), and another is started; it is number {Lost} since the start")]
    internal static partial void HostEnded(ILogger logger, int pid, int code, int lost);
}
