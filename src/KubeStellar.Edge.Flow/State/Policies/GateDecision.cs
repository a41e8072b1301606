namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>What a policy's gate wants of its rollout.</summary>
public enum GateDecision
{
    /// <summary>The wave is good: open the next.</summary>
    Proceed,

    /// <summary>Stay as it is, and ask again.</summary>
    Hold,

    /// <summary>Take the release back.</summary>
    Rollback,

    /// <summary>Stay as it is until a person resumes it.</summary>
    Pause,

    /// <summary>Ask a person whether the wave is good.</summary>
    Ask,

    /// <summary>Too little is known to decide; a person has to look.</summary>
    Inconclusive,
}
