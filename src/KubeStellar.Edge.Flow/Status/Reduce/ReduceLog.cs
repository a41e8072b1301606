using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>What the reduction logs: ids 1600 to 1699.</summary>
internal static partial class ReduceLog
{
    [LoggerMessage(1600, LogLevel.Warning, "The summary of {Policy} is stalled: {Why}")]
    internal static partial void Stalled(ILogger log, string policy, string why);

    [LoggerMessage(1601, LogLevel.Warning, "The summary of {Policy} could not be written and is tried again: {Why}")]
    internal static partial void NotWritten(ILogger log, string policy, string why);

    [LoggerMessage(1602, LogLevel.Warning, "Summaries could not be loaded yet: {Why}")]
    internal static partial void NotLoaded(ILogger log, string why);

    [LoggerMessage(1603, LogLevel.Warning, "The summary {Key} is unreadable and is made anew: {Why}")]
    internal static partial void SummaryUnreadable(ILogger log, string key, string why);
}
