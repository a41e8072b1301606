namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>Headers of messages between hub and edge; names and values are ASCII.</summary>
public static class Headers
{
    /// <summary>On a reply without a body: why the request was not answered, a sentence. Asking again later may help.</summary>
    public const string Error = "Kse-Error";

    /// <summary>Beside <see cref="Error"/>, when it is the asker's own pace: milliseconds for which it is to send no such request.</summary>
    public const string RetryAfter = "Kse-Retry-After";

    /// <summary>
    /// The hub's signature, base64 (<see cref="CommandSeal"/>): on an answer that was wanted signed; and on a live question, behind the time of the question in Unix milliseconds and a dot.
    /// On a request, with the value <see cref="TreeSeal.Wanted"/>: that the answer is wanted signed, which may be together with others (<see cref="TreeSeal"/>).
    /// </summary>
    public const string Seal = "Kse-Seal";

    /// <summary>On a request of the API: who asks, percent-encoded UTF-8, as the client says. For the audit, as told and unproven; it gives no rights.</summary>
    public const string Actor = "Kse-Actor";

    /// <summary>On a request of a user with roles: public key that issued the user it came with, so that the hub can answer with one of the present key.</summary>
    public const string Issuer = "Kse-Issuer";

    /// <summary>What the body is.</summary>
    public const string ContentType = "content-type";

    /// <summary>Version of CloudEvents that the headers below follow.</summary>
    public const string CloudEventSpecVersion = "ce-specversion";

    /// <summary>Id of an event.</summary>
    public const string CloudEventId = "ce-id";

    /// <summary>The hub, and the workspace.</summary>
    public const string CloudEventSource = "ce-source";

    /// <summary>Its kind.</summary>
    public const string CloudEventType = "ce-type";

    /// <summary>What it is about.</summary>
    public const string CloudEventSubject = "ce-subject";

    /// <summary>When it happened.</summary>
    public const string CloudEventTime = "ce-time";
}
