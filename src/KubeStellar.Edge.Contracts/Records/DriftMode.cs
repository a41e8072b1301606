namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What an edge does when a copy is changed under it.</summary>
public enum DriftMode
{
    /// <summary>Put it back.</summary>
    Correct,

    /// <summary>Leave it and say so.</summary>
    Report,

    /// <summary>Leave it.</summary>
    Ignore,
}
