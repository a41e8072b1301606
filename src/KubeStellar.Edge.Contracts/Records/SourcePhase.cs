namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How a source is.</summary>
public enum SourcePhase
{
    /// <summary>Nothing of it was read since the hub started; what it brought before stays.</summary>
    Starting,

    /// <summary>The hub has what the source has; single objects may be refused.</summary>
    Synced,

    /// <summary>What the source has now is refused whole; the last good state stays.</summary>
    Refused,

    /// <summary>What the source says would take everything away, or it is not the source that it was: nothing is done until a person confirms.</summary>
    Held,

    /// <summary>It cannot be read; what it brought stays.</summary>
    Unreachable,
}
