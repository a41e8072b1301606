using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Nats.Standby;

internal static partial class StandbyLog
{
    [LoggerMessage(EventId = 4110, Level = LogLevel.Warning, Message = "Standby hubs are not heard yet: there is no subscription, and it is tried again")]
    public static partial void NotListening(this ILogger logger, Exception e);

    [LoggerMessage(EventId = 4111, Level = LogLevel.Warning, Message = "A standby hub was not noted: {Why}. This is said once a minute at most")]
    public static partial void NotHeard(this ILogger logger, string why);
}
