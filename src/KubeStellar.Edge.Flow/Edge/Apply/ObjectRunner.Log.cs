using KubeStellar.Edge.Contracts.Keys;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Apply;

internal sealed partial class ObjectRunner
{
    [LoggerMessage(2210, LogLevel.Information, "Applied {Object} ({Content})")]
    private partial void LogApplied(ObjectKey @object, Digest content);

    [LoggerMessage(2211, LogLevel.Information, "Put {Object} back as it should be")]
    private partial void LogCorrected(ObjectKey @object);

    [LoggerMessage(2212, LogLevel.Information, "Removed {Object}")]
    private partial void LogRemoved(ObjectKey @object);

    [LoggerMessage(2213, LogLevel.Warning, "{Object} is not as wanted: {Reason}: {Message}")]
    private partial void LogFailed(ObjectKey @object, string reason, string message);

    [LoggerMessage(2215, LogLevel.Information, "{Object} waits: {Reason}: {Message}")]
    private partial void LogWaits(ObjectKey @object, string reason, string message);

    [LoggerMessage(2216, LogLevel.Information, "{Object} waits, and what was applied before cannot be restored meanwhile: {Reason}")]
    private partial void LogNotKept(ObjectKey @object, string reason);

    [LoggerMessage(2217, LogLevel.Warning, "{Object} is not applied: {Why}")]
    private partial void LogDenied(ObjectKey @object, string why);

    [LoggerMessage(2214, LogLevel.Warning, "The disk failed under {Object}")]
    private partial void LogDisk(ObjectKey @object, Exception error);
}
