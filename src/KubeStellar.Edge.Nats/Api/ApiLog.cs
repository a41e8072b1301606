using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Nats.Api;

internal static partial class ApiLog
{
    [LoggerMessage(EventId = 4300, Level = LogLevel.Information, Message = "The API answers")]
    public static partial void Serving(this ILogger logger);

    [LoggerMessage(EventId = 4301, Level = LogLevel.Error, Message = "{Verb} failed")]
    public static partial void Failed(this ILogger logger, Exception e, string verb);

    [LoggerMessage(EventId = 4302, Level = LogLevel.Warning, Message = "The answer to {Verb} could not be sent")]
    public static partial void NotSent(this ILogger logger, Exception e, string verb);

    [LoggerMessage(EventId = 4303, Level = LogLevel.Warning, Message = "The answer to {Verb} is too large to send: {Bytes} bytes")]
    public static partial void TooLarge(this ILogger logger, string verb, int bytes);

    [LoggerMessage(EventId = 4304, Level = LogLevel.Warning, Message = "The API could not subscribe, and tries again")]
    public static partial void NotServing(this ILogger logger, Exception e);

    [LoggerMessage(EventId = 4305, Level = LogLevel.Warning, Message = "{Verb} of {User} wants its answer elsewhere than in that user's inbox, and is not looked at")]
    public static partial void ForeignReply(this ILogger logger, string verb, string user);
}
