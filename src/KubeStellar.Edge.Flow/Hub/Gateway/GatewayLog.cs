using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>What the gateway logs: ids 1800 to 1899.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(1800, LogLevel.Warning, "{Count} reports could not be written and are tried again: {Why}")]
    internal static partial void ReportsNotWritten(ILogger log, int count, string why);

    [LoggerMessage(1801, LogLevel.Warning, "Reports could not be loaded yet: {Why}")]
    internal static partial void ReportsNotLoaded(ILogger log, string why);

    [LoggerMessage(1802, LogLevel.Warning, "The record {Key} of {Bucket} is unreadable and counts as missing: {Why}")]
    internal static partial void RecordUnreadable(ILogger log, string bucket, string key, string why);

    [LoggerMessage(1803, LogLevel.Warning, "The event {Kind} of {Subject} could not be written: {Why}")]
    internal static partial void EventNotWritten(ILogger log, string kind, string subject, string why);

    [LoggerMessage(1804, LogLevel.Error, "The event {Kind} of {Subject} was dropped: too many wait for the stream")]
    internal static partial void EventDropped(ILogger log, string kind, string subject);

    [LoggerMessage(1805, LogLevel.Warning, "Edge {Edge} follows epoch {Epoch}, above the hub's own {Current}")]
    internal static partial void EpochClaimed(ILogger log, string edge, long epoch, long current);

    [LoggerMessage(1806, LogLevel.Information, "Edge {Edge} joined with token {Token}")]
    internal static partial void Joined(ILogger log, string edge, string token);

    [LoggerMessage(1807, LogLevel.Warning, "A device that wants to be edge '{Edge}' came with token {Token} and was refused: {Why}")]
    internal static partial void JoinRefused(ILogger log, string edge, string token, string why);

    [LoggerMessage(1808, LogLevel.Information, "A device that wants to be edge {Edge} came with token {Token} and waits for a person, because {Why}; its fingerprint is {Fingerprint}")]
    internal static partial void JoinWaits(ILogger log, string edge, string token, string fingerprint, string why);

    [LoggerMessage(1809, LogLevel.Warning, "Edge {Edge} is held: {Count} daemons answered as it at the same time")]
    internal static partial void Cloned(ILogger log, string edge, int count);

    [LoggerMessage(1810, LogLevel.Warning, "Who speaks as edge {Edge} could not be asked, or the edge not be held; it is tried again with its next change: {Why}")]
    internal static partial void NotAsked(ILogger log, string edge, string why);

    [LoggerMessage(1811, LogLevel.Warning, "Edge {Edge} floods the server and is kept out of it for {Pause}")]
    internal static partial void Suspended(ILogger log, string edge, TimeSpan pause);

    [LoggerMessage(1812, LogLevel.Warning, "Edge {Edge} floods the server, and cannot be kept out of it: {Why}")]
    internal static partial void NotSuspended(ILogger log, string edge, string why);

    [LoggerMessage(1813, LogLevel.Warning, "Edge {Edge} cannot be let in again yet: {Why}")]
    internal static partial void NotReleased(ILogger log, string edge, string why);
}
