namespace KubeStellar.Edge.TestKit.Cluster.Proxy;

/// <summary>What the proxy does to a request.</summary>
public abstract record ProxyFault
{
    private ProxyFault()
    {
    }

    /// <summary>The server never sees it; the proxy answers.</summary>
    /// <param name="Code">HTTP status.</param>
    /// <param name="Body">Body; JSON when it begins as such, else plain text.</param>
    /// <param name="RetryAfter">Seconds of a Retry-After header; null for none.</param>
    public sealed record Reply(int Code, string Body, int? RetryAfter = null) : ProxyFault;

    /// <summary>It waits before it goes to the server.</summary>
    /// <param name="Time">How long.</param>
    public sealed record Delay(TimeSpan Time) : ProxyFault;

    /// <summary>The server does it, and the connection is cut after some bytes of the answer.</summary>
    /// <param name="After">Bytes of the body that still arrive.</param>
    public sealed record Cut(long After) : ProxyFault;

    /// <summary>The server does it, and nothing of the answer arrives: the connection stays open.</summary>
    public sealed record Swallow : ProxyFault;

    /// <summary>Nobody ever answers, and the server never sees it.</summary>
    public sealed record Silence : ProxyFault;

    /// <summary>429 as priority and fairness answers: plain text, because nothing that knows of objects was asked.</summary>
    public static ProxyFault TooMany(int seconds = 1) => new Reply(429, "Too many requests, please try again later.\n", seconds);

    /// <summary>429 of one kind whose storage is not ready, as while its conversion webhook is down.</summary>
    public static ProxyFault NotReady(int seconds = 1) => new Reply(429, Status(429, "TooManyRequests", "storage is (re)initializing", $$""","details":{"retryAfterSeconds":{{seconds}}}"""), seconds);

    /// <summary>500 in given words.</summary>
    public static ProxyFault Internal(string why = "Internal error occurred: something broke") => new Reply(500, Status(500, "InternalError", why));

    /// <summary>500 as when etcd has no space left and takes no writes.</summary>
    public static ProxyFault NoSpace() => new Reply(500, Status(500, "", "etcdserver: mvcc: database space exceeded"));

    /// <summary>503, as JSON.</summary>
    public static ProxyFault Unavailable() => new Reply(503, Status(503, "ServiceUnavailable", "the server is currently unable to handle the request"));

    /// <summary>504.</summary>
    public static ProxyFault Timeout() => new Reply(504, Status(504, "Timeout", "Timeout: request did not complete within the allotted duration"));

    /// <summary>401, as for a token that is no longer good.</summary>
    public static ProxyFault Unauthorized() => new Reply(401, Status(401, "Unauthorized", "Unauthorized"));

    /// <summary>409, as when somebody else wrote in between.</summary>
    public static ProxyFault Modified() => new Reply(409, Status(409, "Conflict", "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again"));

    private static string Status(int code, string reason, string message, string more = "") =>
        $$$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{{message}}}"{{{(reason.Length == 0 ? "" : $",\"reason\":\"{reason}\"")}}}{{{more}}},"code":{{{code}}}}""";
}
