using System.Globalization;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

/// <summary>What a simulation leaves out of that which the policy uses, or takes for granted: a sentence for each, so that nobody takes silence for a proof. Pure.</summary>
internal static class SimulationLimits
{
    /// <summary>The sentences.</summary>
    /// <param name="rule">What the policy declares of rollouts.</param>
    /// <param name="reduces">Whether it reduces statuses.</param>
    /// <param name="fleet">The edges that take part.</param>
    /// <param name="size">Bytes that an edge fetches, as somebody said or an object has; null: nobody knows.</param>
    internal static IReadOnlyList<string> Of(RolloutRule rule, bool reduces, IReadOnlyList<EdgeRecord> fleet, int? size)
    {
        List<string> said = [];
        if (rule.After.Count > 0)
        {
            said.Add($"after: {string.Join(", ", rule.After)} {(rule.After.Count == 1 ? "is" : "are")} taken as complete at once; a hub opens the first wave when {(rule.After.Count == 1 ? "it is" : "they are")}");
        }

        if (reduces && rule.Waves.Any(wave => wave.Gates))
        {
            said.Add("partial: simulated edges have no statuses, so gates get null for it");
        }

        if (rule.Waves.Any(wave => wave.BytesPerMinute is not null))
        {
            var bytes = (size ?? SimulatedReport.Size).ToString(CultureInfo.InvariantCulture);
            said.Add(size is null
                ? $"bytesPerMinute: nobody said how much an edge fetches, so each fetches {bytes} bytes; --object FILE or --bytes N says it"
                : $"bytesPerMinute: each edge fetches {bytes} bytes, as if it had none of the release");
        }

        if (rule.Waves.Any(wave => wave.PullsPerMinute is not null))
        {
            said.Add("pullsPerMinute: which images are new at an edge is known to a hub only, so no pull is counted and nobody waits for one");
        }

        if (fleet.Count(edge => edge.Region is not null) is > 0 and var regions)
        {
            said.Add($"regions: {regions} of the edges {(regions == 1 ? "is a region and takes" : "are regions and take")} part as one edge each; what is inside of them is known there only");
        }

        said.Add("guard: every edge gets something else and none loses it, so the guard against large removals has nothing to hold");
        return said;
    }
}
