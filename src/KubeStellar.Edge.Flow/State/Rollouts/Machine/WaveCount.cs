using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>Counts the edges of every wave in one pass. Pure.</summary>
internal static class WaveCount
{
    /// <summary>Totals by wave, and when the next deadline of an edge of the given wave runs out.</summary>
    /// <param name="rule">The rollout's rule.</param>
    /// <param name="waves">Its waves.</param>
    /// <param name="members">Edges by slot.</param>
    /// <param name="current">The wave whose deadline is asked for.</param>
    /// <param name="now">The time.</param>
    public static (WaveTotals[] Totals, DateTimeOffset? DeadlineAt) Of(
        RolloutRule rule, IReadOnlyList<WaveRecord> waves, ReadOnlySpan<RolloutMember> members, int current, DateTimeOffset now)
    {
        var counts = new Count[waves.Count];
        DateTimeOffset? deadlineAt = null;
        foreach (ref readonly var member in members)
        {
            if (!member.Changes || (uint)member.Wave >= (uint)counts.Length)
            {
                continue;
            }

            var deadline = rule.Waves[waves[member.Wave].Rule].Deadline;
            counts[member.Wave].Add(member, deadline, now);
            if (member.Wave == current && deadline is { } limit && member is { Released: true, Reachable: true, Unheard: false, Held: false, State: MemberState.OnItsWay or MemberState.Applied })
            {
                var at = member.ReleasedAt + limit;
                deadlineAt = at > now && (deadlineAt is null || at < deadlineAt) ? at : deadlineAt;
            }
        }

        var totals = new WaveTotals[counts.Length];
        for (var i = 0; i < totals.Length; i++)
        {
            totals[i] = counts[i].ToTotals(rule.WaitsForUnreachable);
        }

        return (totals, deadlineAt);
    }

    /// <summary>Totals with what regions add to them; the same where none does.</summary>
    public static WaveTotals[] Add(WaveTotals[] own, IReadOnlyList<WaveTotals> regions) =>
        regions.Count == 0 ? own : [.. own.Select((totals, at) => at < regions.Count ? Sum([totals, regions[at]]) : totals)];

    /// <summary>The sum of several waves.</summary>
    public static WaveTotals Sum(IEnumerable<WaveTotals> all) => all.Aggregate(new WaveTotals(), static (a, b) => new WaveTotals
    {
        All = a.All + b.All,
        Members = a.Members + b.Members,
        Released = a.Released + b.Released,
        Applied = a.Applied + b.Applied,
        Ready = a.Ready + b.Ready,
        Degraded = a.Degraded + b.Degraded,
        Failed = a.Failed + b.Failed,
        Stalled = a.Stalled + b.Stalled,
        Unreachable = a.Unreachable + b.Unreachable,
        Held = a.Held + b.Held,
        Pending = a.Pending + b.Pending,
    });

    private struct Count
    {
        private int _all, _released, _applied, _ready, _degraded, _failed, _stalled, _unreachable, _held, _pending;

        public void Add(in RolloutMember member, TimeSpan? deadline, DateTimeOffset now)
        {
            _all += member.Weight;
            _released += member.Released ? member.Weight : 0;
            if (!member.Reachable)
            {
                _unreachable += member.Weight;
                return;
            }

            if (member.Held)
            {
                _held += member.Weight;
                return;
            }

            if (!member.Released)
            {
                _pending += member.Weight;
                return;
            }

            _applied += member.State is MemberState.Applied or MemberState.Ready ? member.Weight : 0;
            switch (member.State)
            {
                case MemberState.Ready:
                    _ready += member.Weight;
                    break;
                case MemberState.Stalled:
                    _stalled += member.Weight;
                    break;
                case MemberState.Failed:
                case var _ when deadline is { } limit && !member.Unheard && now - member.ReleasedAt >= limit:
                    _failed += member.Weight;
                    break;
                case MemberState.Applied:
                    _degraded += member.Weight;
                    break;
                default:
                    break;
            }
        }

        public readonly WaveTotals ToTotals(bool waits) => new()
        {
            All = _all,
            Members = waits ? _all : _all - _unreachable - _held,
            Released = _released,
            Applied = _applied,
            Ready = _ready,
            Degraded = _degraded,
            Failed = _failed,
            Stalled = _stalled,
            Unreachable = _unreachable,
            Held = _held,
            Pending = _pending,
        };
    }
}
