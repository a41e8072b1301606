namespace KubeStellar.Edge.Flow.State.Feeds;

/// <summary>What to do with an event after it was sent.</summary>
public enum WebhookOutcome
{
    /// <summary>It was taken.</summary>
    Taken,

    /// <summary>The receiver cannot take it now, or does not answer: it is sent again.</summary>
    Again,

    /// <summary>The receiver will never take this one: it is dropped, and said.</summary>
    Refused,
}
