namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How a wave stands.</summary>
public enum WavePhase
{
    /// <summary>Not open: its edges keep what they have.</summary>
    Waiting,

    /// <summary>Open: its edges get the release.</summary>
    Open,

    /// <summary>Good, and has to stay so for its soak time.</summary>
    Soaking,

    /// <summary>Proven: the next one may open, and edges of it that were out of reach catch up.</summary>
    Passed,

    /// <summary>Taken back.</summary>
    RolledBack,
}
