namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One wave of a rollout.</summary>
public sealed record WaveRecord
{
    /// <summary>For people: the policy's own name of it, or what it is (<c>10%</c>, <c>region=eu</c>, <c>rest</c>).</summary>
    public required string Name { get; init; }

    /// <summary>Which of the declared waves it is of, from 0; several groups may be of one.</summary>
    public int Rule { get; init; }

    /// <summary>Edges in it when the rollout began.</summary>
    public int Edges { get; init; }

    /// <summary>How it stands.</summary>
    public WavePhase Phase { get; init; }

    /// <summary>When it opened.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When it opened in the attempt before, if it did: a rollback of what had begun takes its edges back as well. Null in a first attempt.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>Since when it has been good without a break.</summary>
    public DateTimeOffset? GoodSince { get; init; }

    /// <summary>When it passes if it stays good; null while it is not good, or has no soak time.</summary>
    public DateTimeOffset? SoakUntil { get; init; }

    /// <summary>When it passed or was taken back.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What the gate, or the rule that stands for it, last decided: <c>proceed</c>, <c>hold</c>, <c>rollback</c>, <c>pause</c>, <c>ask</c>, <c>inconclusive</c>; empty before it was asked.</summary>
    public string Verdict { get; set; } = "";

    /// <summary>Why, for people.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Since when the verdict has been the same.</summary>
    public DateTimeOffset? VerdictSince { get; init; }

    /// <summary>Since when its gate has not been able to tell; null while it can.</summary>
    public DateTimeOffset? InconclusiveSince { get; init; }

    /// <summary>Approvals of its opening.</summary>
    public IReadOnlyList<ApprovalRecord> Approvals { get; set; } = [];

    /// <summary>A person answered <c>ask</c>: the wave passes without its gate.</summary>
    public ApprovalRecord? Passed { get; init; }

    /// <summary>Its totals at the last transition; live ones are in the answer of <c>kse rollout status</c>.</summary>
    public WaveTotals Totals { get; set; } = new();
}
