using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Nats.Link;

internal static partial class LinkLog
{
    [LoggerMessage(EventId = 4200, Level = LogLevel.Information, Message = "Connected to the hub's NATS as edge {Edge}")]
    public static partial void Connected(this ILogger logger, string edge);

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "The connection to the hub's NATS is lost: {Reason}")]
    public static partial void Lost(this ILogger logger, string reason);

    [LoggerMessage(EventId = 4202, Level = LogLevel.Information, Message = "No connection to the hub's NATS yet: {Reason}")]
    public static partial void NotYet(this ILogger logger, string reason);

    [LoggerMessage(EventId = 4203, Level = LogLevel.Error, Message = "The hub's NATS refuses this edge: {Reason}; trying again")]
    public static partial void Denied(this ILogger logger, string reason);

    [LoggerMessage(EventId = 4205, Level = LogLevel.Information, Message = "The hub told what to check its TLS against from now on (serial {Serial})")]
    public static partial void NewCa(this ILogger logger, long serial);

    [LoggerMessage(EventId = 4206, Level = LogLevel.Warning, Message = "What the hub told of its TLS is not taken: {Why}")]
    public static partial void NoCa(this ILogger logger, string why);

    [LoggerMessage(EventId = 4204, Level = LogLevel.Warning, Message = "The hub's NATS says: {Error}")]
    public static partial void ServerSays(this ILogger logger, string error);
}
