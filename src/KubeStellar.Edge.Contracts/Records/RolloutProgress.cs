using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>The newest rollout of a policy: what moves, how far it is, and why it does not go on.</summary>
public sealed record RolloutProgress
{
    /// <summary>Number of the release that it makes.</summary>
    public required long Number { get; init; }

    /// <summary>1 at first; each <c>retry</c> adds one.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Why it began.</summary>
    public RolloutCause Cause { get; init; }

    /// <summary>Digest of the policy's bundle and of its objects as their owners wrote them: another one is another rollout.</summary>
    public required Digest Inputs { get; init; }

    /// <summary>The bundle that makes the release; its rollout is the one that is followed.</summary>
    public required Digest Bundle { get; init; }

    /// <summary>Content that says which edge is in which wave, what it had, and what it gets: a <see cref="RolloutPlanRecord"/>. Zero when nothing had to be planned.</summary>
    public required Digest Plan { get; init; }

    /// <summary>Epoch of the newest root before it began: reports that follow that root or an older one say nothing about it.</summary>
    public long AboveEpoch { get; init; }

    /// <summary>Revision of that root.</summary>
    public long AboveRevision { get; init; }

    /// <summary>The release that it goes back to, for <see cref="RolloutCause.Undo"/>.</summary>
    public long? To { get; init; }

    /// <summary>How it stands.</summary>
    public RolloutPhase Phase { get; init; }

    /// <summary>CamelCase word for machines, why it does not go on; empty while it does.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Sentence for people: why, and what to do.</summary>
    public string Message { get; set; } = "";

    /// <summary>What a way back waits for, and what ends the wait, for people; null otherwise. <see cref="Message"/> goes on saying why it goes back.</summary>
    public string? Waits { get; init; }

    /// <summary>When it began, by the hub's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Since when the phase and reason are the same.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The current wave, from 0; the number of waves when all passed.</summary>
    public int Wave { get; init; }

    /// <summary>Its waves, in order.</summary>
    public IReadOnlyList<WaveRecord> Waves { get; set; } = [];

    /// <summary>Whether it has ended, well or not.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Ended => Phase is RolloutPhase.RolledBack or RolloutPhase.Aborted or RolloutPhase.Complete or RolloutPhase.Superseded;
}
