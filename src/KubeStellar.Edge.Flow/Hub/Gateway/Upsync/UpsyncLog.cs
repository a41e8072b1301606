using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>What the gateway logs of objects that edges carry up: ids 1840 to 1849, of the gateway's.</summary>
internal static partial class UpsyncLog
{
    [LoggerMessage(1840, LogLevel.Warning, "The record {Key} of an edge's object is unreadable and counts as missing: {Why}")]
    internal static partial void RecordUnreadable(ILogger log, string key, string why);

    [LoggerMessage(1841, LogLevel.Warning, "The bucket of edges' objects was lost or went back; the {Edges} edges are asked for all that they have")]
    internal static partial void BucketLost(ILogger log, int edges);

    [LoggerMessage(1842, LogLevel.Warning, "Records of edges' objects could not be read or removed yet: {Why}")]
    internal static partial void Later(ILogger log, string why);

    [LoggerMessage(1843, LogLevel.Warning, "What edge {Edge} carries up was refused: {Why}")]
    internal static partial void Refused(ILogger log, string edge, string why);

    [LoggerMessage(1844, LogLevel.Information, "{Count} objects of edge {Edge} are no longer asked for by {Policy} and were forgotten")]
    internal static partial void Forgotten(ILogger log, int count, string edge, string policy);
}
