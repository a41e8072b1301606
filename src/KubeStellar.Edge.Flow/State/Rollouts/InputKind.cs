namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Where an input of a gate comes from.</summary>
public enum InputKind
{
    /// <summary>The reply to a NATS request.</summary>
    Request,

    /// <summary>A key of a NATS key-value bucket.</summary>
    KeyValue,

    /// <summary>An HTTP endpoint: its JSON, or its text.</summary>
    Http,

    /// <summary>An instant Prometheus query.</summary>
    Prometheus,

    /// <summary>Another policy's summary, of the same workspace.</summary>
    Summary,
}
