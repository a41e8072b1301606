namespace KubeStellar.Edge.Nats.Api;

/// <summary>Why a request got no answer.</summary>
public enum ApiFailure
{
    /// <summary>The server cannot be reached.</summary>
    Unreachable,

    /// <summary>The server is there, and no hub listens.</summary>
    NoHub,

    /// <summary>A hub may have taken the request, and did not answer in time.</summary>
    TimedOut,

    /// <summary>The server refuses these credentials, or this request with them.</summary>
    Denied,

    /// <summary>The request is larger than the server takes.</summary>
    TooLarge,
}
