using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.State.Rollouts.Tiers;

/// <summary>
/// What regions add to the totals of a parent's waves: what each told of exactly this manifest under at least this grant. Until it told, a region that is in reach is a pending
/// edge, so that no wave passes on silence; one that is out of reach counts with as many edges as it last told of. Pure.
/// </summary>
internal static class RegionShares
{
    /// <summary>Totals by wave; empty where no region takes a share.</summary>
    /// <param name="live">The rollout, with what regions told.</param>
    /// <param name="progress">How it stands.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<WaveTotals> Of(LiveRollout live, RolloutProgress progress, FleetSlots fleet, DateTimeOffset now)
    {
        var regions = fleet.Regions().Members().Where(slot => slot < live.Members.Length && fleet[slot] is { } edge && live.Shares(edge) && live.Members[slot].Changes && live.To[slot] is not null).ToList();
        return regions.Count == 0 ? [] : [.. progress.Waves.Select((wave, at) =>
            !RegionGoal.IsLast(progress, at) ? new WaveTotals() : WaveCount.Sum(regions.Select(slot => Of(live, slot, wave, now))))];
    }

    /// <summary>Why regions do not go on, for people: <c>region reason: sentence</c>.</summary>
    public static IEnumerable<string> Troubles(LiveRollout live, FleetSlots fleet) => fleet.Regions().Members()
        .Where(slot => slot < live.Members.Length && fleet[slot] is not null && live.Told[slot] is { Reason.Length: > 0 } told && live.To[slot]?.Digest == told.Manifest)
        .OrderBy(slot => fleet[slot]!.Id, StringComparer.Ordinal)
        .Select(slot => $"{fleet[slot]!.Id} {live.Told[slot]!.Reason}: {live.Told[slot]!.Message}");

    /// <summary>How many edges a region has in all waves of what it told of; at least one.</summary>
    public static int Edges(RegionRollout? told) => Math.Max(1, told?.Waves.Sum(wave => wave.Totals.All) ?? 1);

    private static WaveTotals Of(LiveRollout live, int slot, WaveRecord wave, DateTimeOffset now)
    {
        var (member, told, rule) = (live.Members[slot], live.Told[slot], live.Rule!);
        var same = told is not null && told.Manifest == live.To[slot]!.Digest && told.Grant is not { Back: true };
        var counted = told?.Waves.FirstOrDefault(one => one.Rule == wave.Rule)?.Totals ?? new WaveTotals();
        // What it says of another manifest may be true of this one; that it has no edge in the wave may not.
        var stuck = same && told is { Phase: RolloutPhase.Held, Waves.Count: 0, Reason.Length: > 0 };
        var edges = same && !stuck ? counted.All : Math.Max(1, counted.All);
        var alone = new WaveTotals { All = edges };
        if (!member.Reachable)
        {
            return With(rule, alone with { Unreachable = edges });
        }

        if (member.Held)
        {
            return With(rule, alone with { Held = edges });
        }

        if (stuck)
        {
            return With(rule, alone with { Failed = edges });
        }

        if (!same || !GrantRule.Covers(told!.Grant, wave.Rule))
        {
            var late = rule.Waves[wave.Rule].Deadline is { } limit && !member.Unheard && wave.OpenedAt is { } opened && now - opened >= limit;
            return With(rule, late ? alone with { Failed = edges } : alone with { Pending = edges });
        }

        return With(rule, Judged(counted, told, rule.Waves[wave.Rule].Strategy is not null));
    }

    private static WaveTotals Judged(WaveTotals counted, RegionRollout told, bool strategic) => told.Phase switch
    {
        // Somebody there holds it off, as one may at a single edge.
        RolloutPhase.Paused => counted with { Held = counted.Held + counted.Pending, Pending = 0 },
        RolloutPhase.Waiting when told.Reason == RolloutReasons.Frozen => counted with { Held = counted.Held + counted.Pending, Pending = 0 },
        // A strategy stops for good where it has too many failures, and no other limit would say so here: what waits goes on waiting.
        RolloutPhase.Held when told.Reason.Length > 0 && !strategic => counted with { Failed = counted.Failed + counted.Pending, Pending = 0 },
        RolloutPhase.RollingBack or RolloutPhase.RolledBack or RolloutPhase.Aborted => new WaveTotals
        {
            All = counted.All,
            Released = counted.Released,
            Unreachable = counted.Unreachable,
            Held = counted.Held,
            Failed = counted.All - counted.Unreachable - counted.Held,
        },
        _ => counted,
    };

    private static WaveTotals With(RolloutRule rule, WaveTotals totals) =>
        totals with { Members = rule.WaitsForUnreachable ? totals.All : totals.All - totals.Unreachable - totals.Held };
}
