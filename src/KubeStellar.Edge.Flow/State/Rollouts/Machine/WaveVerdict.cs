using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>What a wave's limits and gate come to.</summary>
/// <param name="Word">As in <see cref="WaveRecord.Verdict"/>: <c>proceed</c>, <c>hold</c>, <c>rollback</c>, <c>pause</c>, <c>ask</c> or <c>inconclusive</c>.</param>
/// <param name="Phase">How the rollout stands by it.</param>
/// <param name="Reason">Word for machines; empty for proceed.</param>
/// <param name="Message">Sentence for people, with what to do.</param>
internal sealed record WaveVerdict(string Word, RolloutPhase Phase, string Reason, string Message)
{
    /// <summary>The wave is good.</summary>
    public static WaveVerdict Proceed(string reason) => new("proceed", RolloutPhase.Progressing, "", reason);

    /// <summary>Whether it stops more edges of the wave from starting.</summary>
    public bool Stops { get; init; }

    /// <summary>Whether the gate could not tell, whatever that means to the policy.</summary>
    public bool Unclear { get; init; }

    /// <summary>Whether the wave may pass on it: it speaks of the totals as they are now.</summary>
    public bool Fresh { get; init; } = true;
}
