namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>What became of a bucket since it was last seen.</summary>
internal enum LifeChange
{
    /// <summary>It was never seen before.</summary>
    New,

    /// <summary>As it was.</summary>
    Same,

    /// <summary>Written since.</summary>
    Grown,

    /// <summary>The same bucket, but its newest writes are gone.</summary>
    Truncated,

    /// <summary>The same bucket, and some of what it held is gone though nobody deleted it.</summary>
    Holed,

    /// <summary>Gone, or another bucket of the same name.</summary>
    Lost,
}
