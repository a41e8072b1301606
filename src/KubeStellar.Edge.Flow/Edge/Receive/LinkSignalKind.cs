namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>Kinds of link signals.</summary>
public enum LinkSignalKind
{
    /// <summary>The connection stands (again); anything may have been missed.</summary>
    Connected,

    /// <summary>The connection is lost.</summary>
    Disconnected,

    /// <summary>A root was pushed.</summary>
    Root,

    /// <summary>The hub asks.</summary>
    Ask,

    /// <summary>The hub handed over its key, and it was followed; or with a detail why it was not.</summary>
    HubKey,

    /// <summary>The hub wants a whole heartbeat.</summary>
    Beat,

    /// <summary>The server refuses this edge's credentials.</summary>
    Denied,
}
