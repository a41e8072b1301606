using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>What the API logs: ids 8000 to 8099.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(8000, LogLevel.Warning, "A request to {Verb} could not be done: {Why}")]
    internal static partial void NotDone(ILogger log, string verb, string why);
}
