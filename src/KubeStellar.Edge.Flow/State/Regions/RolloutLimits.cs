using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>What a region may say of a rollout inside it. Pure.</summary>
internal static class RolloutLimits
{
    private const int MaxWaves = 256;
    private const int MaxReason = 256;
    private const int MaxMessage = 4096;

    /// <summary>Why it is refused; null when it is not.</summary>
    internal static string? Explain(RegionRollout rollout, int maxEdges)
    {
        if (rollout is not { Waves: { Count: <= MaxWaves } waves, Reason.Length: <= MaxReason, Message.Length: <= MaxMessage } || rollout.Grant is { Counts.Count: > MaxWaves })
        {
            return "its rollout lacks something, or says too much";
        }

        return waves.Any(wave => wave is not { Rule: >= 0, Totals: { } totals } || !Fits(totals, maxEdges)) || waves.Select(wave => wave.Rule).Distinct().Count() < waves.Count
            ? "a wave of its rollout counts less than none, more edges than it has, or comes twice"
            : null;
    }

    private static bool Fits(WaveTotals totals, int most) => totals.All >= 0 && totals.All <= most
        && new[] { totals.Members, totals.Released, totals.Applied, totals.Ready, totals.Degraded, totals.Failed, totals.Stalled, totals.Unreachable, totals.Held, totals.Pending }
            .All(count => count >= 0 && count <= totals.All);
}
