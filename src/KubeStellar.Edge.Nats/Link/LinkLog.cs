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

    [LoggerMessage(EventId = 4207, Level = LogLevel.Information, Message = "The hub handed its key over: {Key} is what this edge believes from now on (hand-over {Serial})")]
    public static partial void NewHubKey(this ILogger logger, string key, long serial);

    [LoggerMessage(EventId = 4208, Level = LogLevel.Error, Message = "What was told as a hand-over of the hub's key is not followed: {Why}")]
    public static partial void NoHubKey(this ILogger logger, string why);

    [LoggerMessage(EventId = 4209, Level = LogLevel.Information, Message = "The hub issued this edge's user anew")]
    public static partial void NewUser(this ILogger logger);

    [LoggerMessage(EventId = 4210, Level = LogLevel.Warning, Message = "A user that came from the hub is not taken: {Why}")]
    public static partial void NoUser(this ILogger logger, string why);

    [LoggerMessage(EventId = 4211, Level = LogLevel.Warning, Message = "What the hub told of keys could not be kept, and is told again: {Why}")]
    public static partial void NotKept(this ILogger logger, string why);

    [LoggerMessage(EventId = 4212, Level = LogLevel.Information, Message = "This edge is in with other keys, {Key}; the ones before are void")]
    public static partial void Rekeyed(this ILogger logger, string key);

    [LoggerMessage(EventId = 4213, Level = LogLevel.Warning, Message = "This edge does not have other keys yet: {Why}; it goes on with that after a heartbeat")]
    public static partial void NotRekeyed(this ILogger logger, string why);

    [LoggerMessage(EventId = 4214, Level = LogLevel.Information, Message = "A certificate to show to the hub's server came: {Outcome}")]
    public static partial void Certificate(this ILogger logger, string outcome);

    [LoggerMessage(EventId = 4215, Level = LogLevel.Warning, Message = "A question ({What}) is not answered: {Why}")]
    public static partial void NotAsked(this ILogger logger, string what, string why);

    [LoggerMessage(EventId = 4216, Level = LogLevel.Warning, Message = "What the answer to a heartbeat orders is not obeyed: it is not signed by this edge's hub")]
    public static partial void NotObeyed(this ILogger logger);

    [LoggerMessage(EventId = 4217, Level = LogLevel.Warning, Message = "That the hub signs its commands could not be kept, and is kept with the next answer: {Reason}")]
    public static partial void TrustNotKept(this ILogger logger, string reason);

    [LoggerMessage(EventId = 4218, Level = LogLevel.Warning, Message = "What the hub acknowledges is not believed, and is sent again: it is not signed by this edge's hub")]
    public static partial void NotAcknowledged(this ILogger logger);

    [LoggerMessage(EventId = 4204, Level = LogLevel.Warning, Message = "The hub's NATS says: {Error}")]
    public static partial void ServerSays(this ILogger logger, string error);

    [LoggerMessage(EventId = 4219, Level = LogLevel.Warning, Message = "What this device has of keys could not be read, and is told with the next heartbeat: {Why}")]
    public static partial void NotRead(this ILogger logger, string why);
}
