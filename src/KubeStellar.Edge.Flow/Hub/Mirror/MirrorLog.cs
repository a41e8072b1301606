using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>What the bucket guard logs: ids 1900 to 1999.</summary>
internal static partial class MirrorLog
{
    [LoggerMessage(1900, LogLevel.Warning, "Lost or rolled back: {Buckets}")]
    internal static partial void Lost(ILogger log, string buckets);

    [LoggerMessage(1901, LogLevel.Warning, "Repaired {Buckets} from the mirror: {Entries} entries written back, epoch {Epoch}")]
    internal static partial void Repaired(ILogger log, string buckets, int entries, long epoch);

    [LoggerMessage(1902, LogLevel.Critical, "The hub holds: {Reason}")]
    internal static partial void Holds(ILogger log, string reason);

    [LoggerMessage(1903, LogLevel.Error, "The local mirror is damaged: {Why}")]
    internal static partial void MirrorDamaged(ILogger log, string why);

    [LoggerMessage(1904, LogLevel.Information, "{Bucket} was written by somebody else, up to revision {Revision}; loading it again")]
    internal static partial void ForeignWrite(ILogger log, string bucket, ulong revision);

    [LoggerMessage(1905, LogLevel.Warning, "{Bucket} could not be loaded again yet: {Why}")]
    internal static partial void ReloadFailed(ILogger log, string bucket, string why);

    [LoggerMessage(1906, LogLevel.Warning, "The buckets could not be looked at: {Why}")]
    internal static partial void CannotLook(ILogger log, string why);

    [LoggerMessage(1907, LogLevel.Warning, "The event {Kind} could not be written: {Why}")]
    internal static partial void EventNotWritten(ILogger log, string kind, string why);

    [LoggerMessage(1908, LogLevel.Warning, "A person accepted the buckets as they are; the hub goes on under epoch {Epoch}")]
    internal static partial void Accepted(ILogger log, long epoch);

    [LoggerMessage(1909, LogLevel.Warning, "This hub takes over from another one; its mirror is made anew from the buckets")]
    internal static partial void Succeeds(ILogger log);
}
