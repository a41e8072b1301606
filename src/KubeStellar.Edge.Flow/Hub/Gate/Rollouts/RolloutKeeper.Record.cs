using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>What is recorded of rollouts, and what they are told of their surroundings.</summary>
internal sealed partial class RolloutKeeper
{
    private RolloutSurroundings Surroundings(PolicyKey policy, RolloutGrant? share)
    {
        var now = time.GetUtcNow();
        var paused = table.Of(policy)?.Paused;
        return new RolloutSurroundings
        {
            Now = now,
            Policy = policy.Name,
            Share = share,
            Freeze = freeze.At(now),
            Paused = paused is not null && paused.HoldsAt(now) ? paused : null,
        };
    }

    private RolloutSurroundings Surroundings(LiveRollout live, FleetPlan fleet, RolloutProgress progress) => Surroundings(live.Plan.Key, live.Share) with
    {
        Answer = live.Answer,
        Asking = live.Asking is not null,
        Releases = live.Releases,
        Regions = RegionShares.Of(live, progress, fleet.Fleet, time.GetUtcNow()),
        Blocked = progress.Wave == 0 ? Blocked(live, fleet) : "",
    };

    /// <summary>Which other policy's rollout comes first, and is not there yet.</summary>
    private string Blocked(LiveRollout live, FleetPlan fleet)
    {
        foreach (var name in live.Rule?.After ?? [])
        {
            var other = new PolicyKey(live.Plan.Key.Workspace, name);
            if (!fleet.Policies.TryGetValue(other, out var plan) || plan.Record is null)
            {
                return $"policy {name} comes first, and nobody applied it: apply it, or take it out of rollout.after";
            }

            if (plan.Keeps || plan.Dirty || plan.Progress is not null || table.Of(other)?.Progress is { Ended: false } || Lacks(plan, fleet.Fleet))
            {
                return $"policy {name} comes first, and its rollout is not complete: kse rollout status {name}";
            }
        }

        return "";
    }

    /// <summary>Whether an edge has something else than is wanted: a change of the same moment may not have begun to roll out.</summary>
    private static bool Lacks(PolicyPlan plan, FleetSlots fleet) =>
        Enumerable.Range(0, Math.Min(fleet.Count, plan.InForce.Length)).Any(slot => fleet[slot] is not null && !plan.Stuck[slot] && !ReferenceEquals(plan.Want(slot), plan.InForce[slot]));

    /// <summary>Writes what a turn came to. False when a person's order came between: then the turn is void, and the next one goes by the order.</summary>
    private async Task<bool> RecordAsync(LiveRollout live, FleetSlots fleet, RolloutProgress before, RolloutStep step, int releases, CancellationToken token)
    {
        var (plan, progress) = (live.Plan, step.Progress);
        if (progress.Ended && live.Amended)
        {
            progress = progress with { Plan = await plans.WriteAsync(RolloutStart.PlanOf(live, fleet, progress.Number, progress.Waves.Count), token) };
        }

        var release = progress.Ended ? RolloutStart.Release(progress) with { Manifests = Counts(live, fleet) } : null;

        var written = await table.UpdateAsync(
            plan.Key,
            known => !ReferenceEquals(known.Progress, before) ? known : known with
            {
                Progress = progress,
                Releases = release is null ? known.Releases : Releases(known.Releases, release, releases),
            },
            token);
        if (!ReferenceEquals(written.Progress, progress))
        {
            live.WakeAt = DateTimeOffset.MinValue;
            return false;
        }

        (live.Seen, live.ToldAt) = (progress, time.GetUtcNow());
        foreach (var one in step.Events)
        {
            events.Add(one.Kind, plan.Key.Name, plan.Key.Workspace, "hub", one.Message);
        }

        return true;
    }

    /// <summary>Ends the rollouts of a policy that declares none any more: what it has by then is a release like any other.</summary>
    private Task<RolloutRecord> EndAsync(PolicyKey policy, RolloutProgress left, CancellationToken token) => table.UpdateAsync(
        policy, known => known with { Progress = null, Releases = Releases(known.Releases, left, int.MaxValue) }, token);

    private static IReadOnlyList<ReleaseRecord> Releases(IReadOnlyList<ReleaseRecord> known, RolloutProgress ended, int most) =>
        known.Any(one => one.Number == ended.Number && one.Phase == ended.Phase) ? known : Releases(known, RolloutStart.Release(ended), most);

    /// <summary>With one more release. Where there are too many, those go first that a newer one overtook: nobody wants them back.</summary>
    private static List<ReleaseRecord> Releases(IReadOnlyList<ReleaseRecord> known, ReleaseRecord release, int most)
    {
        var all = known.Where(one => one.Number != release.Number).Append(release).ToList();
        while (all.Count > most)
        {
            var overtaken = all.FindIndex(one => one.Phase == RolloutPhase.Superseded);
            all.RemoveAt(Math.Max(overtaken, 0));
        }

        return all;
    }

    private static SortedDictionary<string, int> Counts(LiveRollout live, FleetSlots fleet)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var slot = 0; slot < fleet.Count; slot++)
        {
            if (fleet[slot] is not null && live.Plan.Want(slot) is { } manifest)
            {
                var text = manifest.Digest.ToString();
                counts[text] = counts.GetValueOrDefault(text) + 1;
            }
        }

        return counts;
    }

    /// <summary>What the rollout was let take away: the guard does not ask about it once more with every wave.</summary>
    private static Dictionary<int, Digest> Admitted(LiveRollout live, FleetSlots fleet)
    {
        var admitted = new Dictionary<int, Digest>();
        for (var slot = 0; slot < fleet.Count; slot++)
        {
            if (fleet[slot] is not null && live.Members[slot] is { Changes: true } member && (member.Wave >= 0 || live.Shares(fleet[slot]!)))
            {
                admitted[slot] = live.Plan.Want(slot)?.Digest ?? default;
            }
        }

        return admitted;
    }

    /// <summary>Everyone keeps what is in force; a new edge gets what is in force at others.</summary>
    private static ManifestRef?[] Stopped(PolicyPlan plan, FleetSlots fleet)
    {
        var proven = plan.InForce.OfType<ManifestRef>().ToHashSet();
        var goal = new ManifestRef?[fleet.Count];
        for (var slot = 0; slot < goal.Length; slot++)
        {
            goal[slot] = plan.InForce[slot] ?? (plan.Want(slot) is { } want && proven.Contains(want) ? want : null);
        }

        return goal;
    }

    private RolloutProgress Standing(PolicyPlan plan, RolloutBarrier stop) => new()
    {
        Number = 0,
        Inputs = default,
        Bundle = plan.Bundle,
        Plan = default,
        Phase = stop.Phase,
        Reason = stop.Reason,
        Message = stop.Message,
        StartedAt = time.GetUtcNow(),
        Since = time.GetUtcNow(),
    };

    private static IReadOnlyCollection<ManifestRef> Pins(LiveRollout live) => live.Pins is null ? [] : [.. live.Pins.Values.OfType<ManifestRef>().Distinct()];

    private static bool OnlyTexts(RolloutProgress before, RolloutProgress after) =>
        before.Phase == after.Phase && before.Reason == after.Reason && before.Wave == after.Wave
        && before.Waves.Zip(after.Waves).All(pair => pair.First.Phase == pair.Second.Phase && pair.First.Verdict == pair.Second.Verdict && pair.First.GoodSince == pair.Second.GoodSince);
}
