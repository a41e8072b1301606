using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Live;

internal static partial class LiveLog
{
    [LoggerMessage(EventId = 2500, Level = LogLevel.Debug, Message = "Edge {Edge} was asked and gave no answer: {Why}")]
    internal static partial void Unanswered(ILogger logger, string edge, string why);

    [LoggerMessage(EventId = 2501, Level = LogLevel.Error, Message = "Asking edge {Edge} failed")]
    internal static partial void Failed(ILogger logger, Exception error, string edge);
}
