using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>Which waiting edges of a wave start now, by its limits or by its strategy. What was spent counts only once it is <see cref="Commit"/>ted.</summary>
internal sealed class WaveRelease(LiveRollout live, FleetSlots fleet, EdgeCosts costs, bool fresh) : IReleaseRule
{
    /// <summary>Time for every edge to be heard once after a restart: before, one that is on its way cannot be told from one that is out of reach.</summary>
    internal static readonly TimeSpan Listening = TimeSpan.FromSeconds(35);

    private readonly Dictionary<int, (TokenBucket Bytes, TokenBucket Pulls)> _spent = [];
    private readonly Dictionary<int, (TokenBucket Bytes, TokenBucket Pulls)> _next = [];
    private readonly HashSet<int> _timedOut = [];
    private DateTimeOffset? _listensUntil;

    /// <inheritdoc/>
    public ReleaseChoice Choose(ReleaseTurn turn, ReadOnlySpan<RolloutMember> members)
    {
        var (rule, wave, now) = (turn.Rule, turn.Wave, turn.Now);
        if (!fresh && (rule.Strategy is not null || rule.Concurrency is not null || rule.Budgets.Count > 0) && now < (_listensUntil ??= now + Listening))
        {
            return new ReleaseChoice([], _listensUntil) { Done = rule.Strategy is null };
        }

        if (rule.Strategy is { } strategy && !turn.Back)
        {
            return ByStrategy(strategy, rule, wave, members, now);
        }

        // Nobody asks a strategy how to go back; how many may be on their way at once is heeded all the same.
        var places = rule.Strategy is { Kind: StrategyKind.Progressive, MaxConcurrency: var most } && most != default ? most : rule.Concurrency;
        var limited = places is not null || rule.Budgets.Count > 0;
        var (busy, waiting) = (new List<ReleaseCandidate>(), new List<ReleaseCandidate>());
        var (onTheWay, all) = (0, 0);
        for (var slot = 0; slot < members.Length; slot++)
        {
            ref readonly var member = ref members[slot];
            if (!member.Changes || member.Wave != wave || fleet[slot] is not { } edge)
            {
                continue;
            }

            all++;
            if (member.Released)
            {
                onTheWay += IsOnTheWay(member, turn) ? 1 : 0;
            }
            else if (!limited || (member.Reachable && !member.Held))
            {
                // Where only so many may be on their way, an edge that is out of reach takes no place: it begins when it is back, or when the wave has passed.
                (limited && IsBusy(member, turn) ? busy : waiting).Add(Candidate(rule, slot, edge.Id));
            }
        }

        if (waiting.Count == 0 && busy.Count == 0)
        {
            return ReleaseChoice.Nothing;
        }

        if (!_spent.TryGetValue(wave, out var spent))
        {
            // Nobody knows what went in the minute before a restart.
            spent = fresh || onTheWay == 0
                ? (TokenBucket.Full(rule.BytesPerMinute ?? 0, now), TokenBucket.Full(rule.PullsPerMinute ?? 0, now))
                : (TokenBucket.Empty(now), TokenBucket.Empty(now));
        }

        var question = new ReleaseQuestion
        {
            Now = now,
            OpenedAt = turn.OpenedAt,
            Waiting = busy,
            Jitter = turn.Back ? TimeSpan.Zero : rule.Jitter,
            BytesPerMinute = rule.BytesPerMinute,
            PullsPerMinute = rule.PullsPerMinute,
            Bytes = spent.Bytes,
            Pulls = spent.Pulls,
        };

        // Those in the midst of another change first: they are on their way already, and take no place that they do not have.
        var first = ReleaseBudget.Decide(question);
        var answer = ReleaseBudget.Decide(question with
        {
            Waiting = waiting,
            OnTheWay = onTheWay + busy.Count,
            Concurrency = places is { } limit ? Math.Max(1, limit.Share(all)) : null,
            Groups = [.. rule.Budgets.Select(budget => Group(budget, turn, waiting))],
            Bytes = first.Bytes,
            Pulls = first.Pulls,
        });
        _next[wave] = (answer.Bytes, answer.Pulls);
        return new ReleaseChoice([.. first.Slots, .. answer.Slots], first.Next < answer.Next || answer.Next is null ? first.Next : answer.Next);
    }

    /// <summary>What was chosen last is being done.</summary>
    public void Commit()
    {
        foreach (var (wave, spent) in _next)
        {
            _spent[wave] = spent;
        }

        _next.Clear();
    }

    /// <summary>An edge that counts as failed because it is late, or where somebody holds changes off, is waited for by nobody, and so takes nobody's place.</summary>
    private static bool IsOnTheWay(in RolloutMember member, ReleaseTurn turn) =>
        member is { Reachable: true, Held: false, State: MemberState.OnItsWay or MemberState.Applied } && !IsLate(member, turn);

    private static bool IsBusy(in RolloutMember member, ReleaseTurn turn) => member is { Released: false, Busy: true, Reachable: true, Held: false } && !IsLate(member, turn);

    private static bool IsLate(in RolloutMember member, ReleaseTurn turn) =>
        (uint)member.Wave < (uint)turn.Rules.Count && turn.Rules[member.Wave].Deadline is { } limit && turn.Now - member.ReleasedAt >= limit;

    private ReleaseCandidate Candidate(WaveRule rule, int slot, string edge)
    {
        var (bytes, pulls) = rule.BytesPerMinute is null && rule.PullsPerMinute is null ? default : costs.Of(live.Plan.InForce[slot], live.To[slot]);
        return new ReleaseCandidate(slot, StableHash.Of(edge, live.Number), bytes, pulls);
    }

    /// <summary>Budgets are for the whole policy: edges of every wave that are on their way take places.</summary>
    private ReleaseGroup Group(BudgetRule budget, ReleaseTurn turn, List<ReleaseCandidate> waiting)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var counts = new List<int>();
        int Number(int slot)
        {
            var value = fleet[slot]?.Labels.GetValueOrDefault(budget.Label) ?? "";
            if (!numbers.TryGetValue(value, out var number))
            {
                numbers[value] = number = counts.Count;
                counts.Add(0);
            }

            return number;
        }

        for (var slot = 0; slot < live.Members.Length; slot++)
        {
            ref readonly var member = ref live.Members[slot];
            if (member.Changes && fleet[slot] is not null && (member.Released ? IsOnTheWay(member, turn) : (turn.Back || member.Wave == turn.Wave) && IsBusy(member, turn)))
            {
                counts[Number(slot)]++;
            }
        }

        foreach (var slot in turn.Starting)
        {
            // A busy one of the same wave was counted.
            counts[Number(slot)] += (turn.Back || live.Members[slot].Wave == turn.Wave) && IsBusy(live.Members[slot], turn) ? 0 : 1;
        }

        return new ReleaseGroup(budget.Edges, [.. waiting.Select(one => Number(one.Slot))], counts);
    }

    private ReleaseChoice ByStrategy(StrategyOptions strategy, WaveRule rule, int wave, ReadOnlySpan<RolloutMember> members, DateTimeOffset now)
    {
        var slots = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var existing = new List<StrategyMember>();
        for (var slot = 0; slot < members.Length; slot++)
        {
            ref readonly var member = ref members[slot];
            if (!member.Changes || member.Wave != wave || fleet[slot] is not { } edge)
            {
                continue;
            }

            slots[edge.Id] = slot;
            var name = rule.GroupBy.Length > 0 ? edge.Labels.GetValueOrDefault(rule.GroupBy) ?? "" : "";
            (groups.TryGetValue(name, out var ids) ? ids : groups[name] = []).Add(edge.Id);
            if (StatusOf(member, slot) is { } status)
            {
                existing.Add(new StrategyMember(edge.Id, name, status, member.State == MemberState.OnItsWay ? member.ReleasedAt : member.Since));
            }
        }

        var answer = StrategyRule.Judge(strategy, [.. groups.Select((pair, at) => new StrategyGroup(pair.Key, at, pair.Value))], existing, now);
        foreach (var late in answer.TimedOut)
        {
            // As Open Cluster Management's controllers do: once late, late until it is well.
            _timedOut.Add(slots[late.Edge]);
        }

        var start = answer.Rollout.Where(one => one.Status == MemberStatus.ToApply).Select(one => slots[one.Edge]).ToList();
        var breach = answer.MaxFailureBreach ? "more edges failed than the strategy's maxFailures lets" : "";
        return new ReleaseChoice(start, answer.RecheckAfter is { } after ? now + after : null) { Breach = breach, Done = answer.Rollout.Count == 0, TimedOut = answer.TimedOut.Count };
    }

    /// <summary>What the strategy knows of an edge; null: nothing yet. An edge that is out of reach is passed over: that is no failure here, and it catches up.</summary>
    private MemberStatus? StatusOf(in RolloutMember member, int slot)
    {
        if (!live.Rule!.WaitsForUnreachable && (!member.Reachable || member.Held))
        {
            return MemberStatus.Skip;
        }

        if (!member.Released)
        {
            return null;
        }

        if (member.State == MemberState.Ready)
        {
            _timedOut.Remove(slot);
            return MemberStatus.Succeeded;
        }

        return _timedOut.Contains(slot) ? MemberStatus.TimeOut : member.State is MemberState.Failed or MemberState.Stalled ? MemberStatus.Failed : MemberStatus.Progressing;
    }
}
