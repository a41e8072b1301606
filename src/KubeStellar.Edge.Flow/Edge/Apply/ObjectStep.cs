namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>What to do about an object that was applied before.</summary>
internal enum ObjectStep
{
    /// <summary>Nothing.</summary>
    Leave,

    /// <summary>It drifted: put it back.</summary>
    Correct,

    /// <summary>It drifted: leave it and say so.</summary>
    Tell,
}
