namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>What to do about an object that was applied before; the last that any of its fields asks for is done.</summary>
internal enum ObjectStep
{
    /// <summary>Nothing.</summary>
    Leave,

    /// <summary>It drifted: leave it and say so.</summary>
    Tell,

    /// <summary>It drifted: put it back.</summary>
    Correct,
}
