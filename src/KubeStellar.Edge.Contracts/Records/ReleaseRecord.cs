using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One published state of a policy: which manifests it had, and on how many edges.</summary>
/// <param name="Number">Rises by one with every release of the policy.</param>
/// <param name="Bundle">The bundle that made it.</param>
/// <param name="Manifests">Edges by manifest digest.</param>
/// <param name="At">When it was published, by the hub's clock.</param>
public sealed record ReleaseRecord(long Number, Digest Bundle, SortedDictionary<string, int> Manifests, DateTimeOffset At)
{
    /// <summary>Content that says which edge got what, a <see cref="RolloutPlanRecord"/>; zero in releases of older hubs, which cannot be gone back to.</summary>
    public Digest Plan { get; init; }

    /// <summary>Digest of the policy's bundle and objects that it was made from.</summary>
    public Digest Inputs { get; init; }

    /// <summary>Why it was made.</summary>
    public RolloutCause Cause { get; init; }

    /// <summary>What became of its rollout.</summary>
    public RolloutPhase Phase { get; init; } = RolloutPhase.Complete;

    /// <summary>Why it ended so, for people; empty when it is complete.</summary>
    public string Message { get; init; } = "";

    /// <summary>When its rollout ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
