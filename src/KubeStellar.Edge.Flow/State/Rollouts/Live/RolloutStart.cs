using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>How rollouts begin, are taken up again after a restart, and take in edges that came. Pure but for the rollout's own memory.</summary>
internal static class RolloutStart
{
    /// <summary>Why a rollout has to begin; null when none has.</summary>
    /// <param name="live">What this process knows of the policy's rollout.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="record">What is recorded; null for nothing.</param>
    /// <param name="inputs">What is wanted now is made of.</param>
    /// <param name="rooted">Whether an edge has a root.</param>
    public static RolloutCause? Cause(LiveRollout live, FleetSlots fleet, RolloutRecord? record, Digest inputs, Func<string, bool> rooted)
    {
        var (plan, progress) = (live.Plan, record?.Progress);
        var to = record?.Pin?.Release;
        if (progress is not null && progress.Inputs == inputs && progress.To == to && progress.Phase != RolloutPhase.Superseded && progress.Phase != RolloutPhase.Complete)
        {
            return live.Number == progress.Number ? null : RolloutCause.Change;
        }

        var anew = progress is null || progress.Inputs != inputs || progress.To != to;
        var pending = Enumerable.Range(0, fleet.Count).Any(slot => fleet[slot] is { } edge && !plan.Stuck[slot] && !ReferenceEquals(plan.Want(slot), plan.InForce[slot])
            && (anew || ((plan.InForce[slot] is not null || rooted(edge.Id)) && !Owes(live, progress, slot, edge.Id))));
        if (!pending && !(anew && progress is { Phase: not (RolloutPhase.Complete or RolloutPhase.Superseded) }))
        {
            return null;
        }

        return to is not null && progress?.To != to ? RolloutCause.Undo : anew ? RolloutCause.Change : RolloutCause.Fleet;
    }

    /// <summary>Whether a rollout that is complete let an edge go that has not got it yet: the server was away, or the hub died before it was written.</summary>
    private static bool Owes(LiveRollout live, RolloutProgress? progress, int slot, string edge) =>
        progress is { Phase: RolloutPhase.Complete } && progress.Number == live.Number && live.Has(slot, edge) && ReferenceEquals(live.To[slot], live.Plan.Want(slot));

    /// <summary>Edges that a rollout is about: those that have something of the policy or are to have it. New edges get what is proven, which is what a rollout for the fleet's sake spreads.</summary>
    public static EdgeSet Edges(LiveRollout live, FleetSlots fleet, RolloutCause cause, Func<string, bool> rooted) => EdgeSets.Of(
        fleet.Count,
        Enumerable.Range(0, fleet.Count).Where(slot => Concerns(live.Plan, fleet, slot, cause, rooted) && !live.Shares(fleet[slot]!)));

    /// <summary>Regions that a rollout is about, where each has a share of every wave.</summary>
    public static EdgeSet Regions(LiveRollout live, FleetSlots fleet, RolloutCause cause, Func<string, bool> rooted) => EdgeSets.Of(
        fleet.Count, fleet.Regions().Members().Where(slot => Concerns(live.Plan, fleet, slot, cause, rooted) && live.Shares(fleet[slot]!)));

    private static bool Concerns(PolicyPlan plan, FleetSlots fleet, int slot, RolloutCause cause, Func<string, bool> rooted) =>
        fleet[slot] is { } edge && (plan.Want(slot) is not null || plan.InForce[slot] is not null)
        && !(cause == RolloutCause.Fleet && plan.InForce[slot] is null && !rooted(edge.Id));

    /// <summary>Shares out what waves count among this hub's own edges and those of its regions.</summary>
    /// <param name="live">The rollout; the shares are noted there.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="members">The hub's own edges.</param>
    /// <param name="regions">Its regions.</param>
    /// <param name="edges">How many edges a region has.</param>
    /// <returns>The hub's own part; null: as declared.</returns>
    public static IReadOnlyDictionary<int, int>? Count(LiveRollout live, FleetSlots fleet, EdgeSet members, EdgeSet regions, Func<string, int> edges)
    {
        var parts = regions.Members().Select(slot => fleet[slot]!.Id).ToDictionary(id => id, edges, StringComparer.Ordinal);
        parts[CountShares.Own] = members.Count;
        live.Counts = CountShares.Of(live.Rule!, live.Plan.Grant?.Counts, parts);
        return CountShares.Numbers(live.Counts);
    }

    /// <summary>Puts edges into their waves, and notes what they go back to.</summary>
    /// <returns>The waves as they are recorded.</returns>
    public static List<WaveRecord> Begin(LiveRollout live, FleetSlots fleet, RolloutProgress? before, EdgeSet members, EdgeSet regions, IReadOnlyList<AssignedWave> assigned)
    {
        // What was proven last is where it goes back to; what an unfinished rollout left behind is not proven. On the way back that its parent wants, an edge comes from what it has.
        var known = before is not null && live.Number == before.Number && live.Plan.Grant is not { Back: true };
        var carry = known && before is { Phase: not (RolloutPhase.Complete or RolloutPhase.Aborted) };
        for (var slot = 0; slot < fleet.Count; slot++)
        {
            var (member, region) = (members[slot], regions[slot]);
            // A region where a release was left half way has not proven that one.
            var carries = carry || (known && region && before!.Phase == RolloutPhase.Aborted && live.Plan.InForce[slot]?.Entry.Grant is not null);
            var from = carries && fleet[slot] is { } edge && live.Has(slot, edge.Id) ? (live.Returns ? live.To[slot] : live.From[slot]) : live.Plan.InForce[slot];
            from = region ? from?.Whole : from;
            live.Take(slot, fleet[slot]?.Id);
            (live.From[slot], live.Planned[slot], live.Members[slot]) = (member || region ? from : null, member || region, new RolloutMember { ReleasedAt = live.Members[slot].ReleasedAt, Busy = live.Members[slot].Busy, Released = live.Members[slot].Released });
        }

        live.Returns = live.Plan.Grant is { Back: true };
        var waves = new List<WaveRecord>();
        foreach (var (wave, at) in assigned.Select((wave, at) => (wave, at)))
        {
            foreach (var slot in wave.Edges.Members())
            {
                live.Members[slot].Wave = at;
            }

            waves.Add(new WaveRecord { Name = wave.Name, Rule = wave.Rule, Edges = wave.Edges.Count });
        }

        return waves;
    }

    /// <summary>The rollout has begun under a number.</summary>
    public static void Begun(LiveRollout live, long number, WaveRelease releases, DateTimeOffset now) =>
        (live.Number, live.Amended, live.Answer, live.Heard, live.Restored, live.WakeAt, live.Releases) = (number, false, null, null, false, now, releases);

    /// <summary>Takes a rollout up that an earlier process began.</summary>
    /// <param name="live">Where it is put.</param>
    /// <param name="progress">How it stands.</param>
    /// <param name="stored">Its plan.</param>
    /// <param name="from">The plan's first half, resolved.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="releases">Which waiting edges start.</param>
    public static void Restore(
        LiveRollout live, RolloutProgress progress, RolloutPlanRecord stored, IReadOnlyDictionary<string, ManifestRef?> from, FleetSlots fleet, WaveRelease releases)
    {
        var plan = live.Plan;
        var to = stored.To.SelectMany(pair => pair.Value.Select(edge => (edge, Manifest: pair.Key.Length == 0 ? default : Digest.Parse(pair.Key)))).ToDictionary(one => one.edge, one => one.Manifest, StringComparer.Ordinal);
        var admitted = new Dictionary<int, Digest>();
        for (var wave = 0; wave < stored.Waves.Count; wave++)
        {
            foreach (var edge in stored.Waves[wave])
            {
                if (fleet.TryGet(edge, out var slot))
                {
                    live.Take(slot, edge);
                    (live.Members[slot].Wave, live.Planned[slot], live.From[slot]) = (wave, true, from.GetValueOrDefault(edge));
                    admitted[slot] = to.GetValueOrDefault(edge);
                }
            }
        }

        // Regions that have a share of every wave are in none.
        foreach (var (edge, manifest) in from)
        {
            if (fleet.TryGet(edge, out var slot) && !(live.Names[slot] == edge && live.Planned[slot]))
            {
                live.Take(slot, edge);
                (live.Planned[slot], live.From[slot]) = (true, manifest);
                admitted[slot] = to.GetValueOrDefault(edge);
            }
        }

        live.Counts = stored.Counts;
        (live.Number, live.Restored, live.Heard, plan.Admitted) = (progress.Number, true, null, admitted);
        (plan.Progress, plan.Kept, live.Releases) = (progress, [.. live.From.OfType<ManifestRef>().Distinct()], releases);
    }

    /// <summary>Edges that came, or that gain or lose something, after the rollout began: each goes to the wave that it would be in.</summary>
    public static void Amend(LiveRollout live, RolloutProgress progress, IReadOnlyList<AssignedWave> assigned, IReadOnlyList<int> homeless)
    {
        foreach (var slot in homeless)
        {
            var wave = assigned.FirstOrDefault(one => one.Edges[slot]);
            var at = wave is null ? -1 : progress.Waves.ToList().FindIndex(one => one.Rule == wave.Rule && one.Name == wave.Name);
            live.Members[slot].Wave = at >= 0 ? at : progress.Waves.Count - 1;
        }

        live.Amended = true;
    }

    /// <summary>A rollout that ended, as the list of releases keeps it.</summary>
    public static ReleaseRecord Release(RolloutProgress progress) => new(progress.Number, progress.Bundle, [], progress.StartedAt)
    {
        Plan = progress.Plan,
        Inputs = progress.Inputs,
        Cause = progress.Cause,
        Phase = progress.Phase,
        Message = progress.Message,
        EndedAt = progress.EndedAt,
    };

    /// <summary>Which edge is in which wave, what it had and what it gets, as it is stored.</summary>
    public static RolloutPlanRecord PlanOf(LiveRollout live, FleetSlots fleet, long number, int waves)
    {
        var slots = Enumerable.Range(0, fleet.Count).Where(slot => fleet[slot] is { } edge && (live.Members[slot].Wave >= 0 || (live.Planned[slot] && live.Shares(edge)))).ToList();
        var byWave = new List<string>[waves];
        for (var at = 0; at < waves; at++)
        {
            byWave[at] = [];
        }

        foreach (var slot in slots.Where(slot => live.Members[slot].Wave >= 0))
        {
            byWave[live.Members[slot].Wave].Add(fleet[slot]!.Id);
        }

        foreach (var ids in byWave)
        {
            ids.Sort(StringComparer.Ordinal);
        }

        return new RolloutPlanRecord
        {
            Policy = live.Plan.Key,
            Number = number,
            Waves = byWave,
            Counts = live.Counts is { } counts ? new SortedDictionary<string, SortedDictionary<string, int>>(counts.ToDictionary(), StringComparer.Ordinal) : null,
            From = RolloutPlans.Half(fleet, slots, slot => live.From[slot]),
            To = RolloutPlans.Half(fleet, slots, live.Plan.Want),
        };
    }
}
