using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Nats.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(EventId = 4100, Level = LogLevel.Information, Message = "The gateway answers edges")]
    public static partial void Serving(this ILogger logger);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "Dropped a request on {Subject}: it is no subject of an edge")]
    public static partial void NoSubject(this ILogger logger, string subject);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Warning, Message = "Dropped a request of {Asker}: its reply subject is not its own ({Dropped} so far)")]
    public static partial void ForeignReply(this ILogger logger, string asker, long dropped);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Warning, Message = "Refused {Verb} of {Asker}: {Reason}")]
    public static partial void Refused(this ILogger logger, string verb, string asker, string reason);

    [LoggerMessage(EventId = 4107, Level = LogLevel.Warning, Message = "{Asker} asks too fast, now for {Verb}: {Refused} requests were refused or dropped since this was last said")]
    public static partial void TooFast(this ILogger logger, string asker, string verb, long refused);

    [LoggerMessage(EventId = 4104, Level = LogLevel.Error, Message = "{Verb} of {Asker} failed")]
    public static partial void Failed(this ILogger logger, Exception e, string verb, string asker);

    [LoggerMessage(EventId = 4105, Level = LogLevel.Warning, Message = "The answer to {Verb} of {Asker} could not be sent")]
    public static partial void NotSent(this ILogger logger, Exception e, string verb, string asker);

    [LoggerMessage(EventId = 4106, Level = LogLevel.Warning, Message = "The gateway could not subscribe, and tries again")]
    public static partial void NotSubscribed(this ILogger logger, Exception e);

    [LoggerMessage(EventId = 4108, Level = LogLevel.Warning, Message = "Dropped an answer of {Edge} with {Bytes} bytes: more than was asked for")]
    public static partial void AnswerDropped(this ILogger logger, string edge, long bytes);
}
