using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>How rollouts begin, are taken up again, and follow the fleet.</summary>
internal sealed partial class RolloutKeeper
{
    /// <summary>Finds out what a rollout that an earlier process completed owes.</summary>
    private async Task OweAsync(LiveRollout live, FleetSlots fleet, RolloutProgress? progress, Digest inputs, CancellationToken token)
    {
        var plan = live.Plan;
        if (progress is not { Phase: RolloutPhase.Complete } || progress.Number == live.Number || progress.Inputs != inputs
            || !Enumerable.Range(0, fleet.Count).Any(slot => fleet[slot] is not null && plan.InForce[slot] is not null && !ReferenceEquals(plan.Want(slot), plan.InForce[slot]))
            || await plans.ReadAsync(progress.Plan, token) is not { } stored)
        {
            return;
        }

        foreach (var (edge, manifest) in await plans.ResolveAsync(plan, stored.To, token))
        {
            if (fleet.TryGet(edge, out var slot))
            {
                live.Take(slot, edge);
                (live.Planned[slot], live.To[slot]) = (true, manifest);
            }
        }

        live.Number = progress.Number;
    }

    private async Task<PolicyFault?> BeginAsync(LiveRollout live, FleetSlots fleet, RolloutRecord? record, Digest inputs, RolloutCause cause, int releases, CancellationToken token)
    {
        var (plan, now, before) = (live.Plan, time.GetUtcNow(), record?.Progress);
        var (members, regions) = (RolloutStart.Edges(live, fleet, cause, Rooted), RolloutStart.Regions(live, fleet, cause, Rooted));
        var counts = RolloutStart.Count(live, fleet, members, regions, region => RegionEdges(region, plan.Key));
        var outcome = await runtime.WavesAsync(plan.Loaded, members, counts, token);
        if (!outcome.Ok)
        {
            return outcome.Fault;
        }

        var assigned = TierWaves.Complete(live, fleet, outcome.Value);
        var waves = RolloutStart.Begin(live, fleet, before, members, regions, assigned);
        var number = Math.Max(before?.Number ?? 0, record?.Releases is [.., var last] ? last.Number : 0) + 1;
        var newest = counters.Newest;
        var progress = new RolloutProgress
        {
            Number = number,
            Cause = cause,
            Inputs = inputs,
            Bundle = plan.Bundle,
            Plan = await plans.WriteAsync(RolloutStart.PlanOf(live, fleet, number, assigned.Count), token),
            AboveEpoch = newest.Epoch,
            AboveRevision = newest.Revision,
            To = record?.Pin?.Release,
            StartedAt = now,
            Since = now,
            Waves = waves,
        };
        await table.UpdateAsync(
            plan.Key,
            known => known with
            {
                Progress = progress,
                Releases = before is null ? known.Releases : Releases(known.Releases, before.Ended ? before : before with { Phase = RolloutPhase.Superseded, EndedAt = now, Message = $"release {number} took its place" }, releases),
            },
            token);
        RolloutStart.Begun(live, number, new WaveRelease(live, fleet, _costs, fresh: true), now);
        live.See(progress);
        _costs.Content = ContentsOf(plan);
        events.Add("rollout.began", plan.Key.Name, plan.Key.Workspace, "hub", $"release {number} ({cause}) goes to {members.Count} edges{(regions.Count > 0 ? $" and {regions.Count} regions" : "")} in {waves.Count} waves");
        return null;
    }

    private async Task RestoreAsync(LiveRollout live, RolloutProgress progress, FleetSlots fleet, CancellationToken token)
    {
        var plan = live.Plan;
        live.Grow(fleet.Count);
        plan.Grow(fleet.Count);
        if (await plans.ReadAsync(progress.Plan, token) is not { } stored)
        {
            // Nobody knows any more who had what: it begins anew, from what roots say.
            events.Add("rollout.planlost", plan.Key.Name, plan.Key.Workspace, "hub", $"the plan of release {progress.Number} cannot be read; it begins anew from what is in force");
            return;
        }

        var from = await plans.ResolveAsync(plan, stored.From, token);
        RolloutStart.Restore(live, progress, stored, from, fleet, new WaveRelease(live, fleet, _costs, fresh: false));
        _costs.Content = ContentsOf(plan);
        feed.Watch(plan.Key, true);
    }

    /// <summary>Edges that came, or that gain or lose something, after the rollout began: each goes to the wave that it would be in.</summary>
    private async Task<PolicyFault?> AmendAsync(LiveRollout live, FleetSlots fleet, RolloutProgress progress, List<int> homeless, CancellationToken token)
    {
        var plan = live.Plan;
        var members = EdgeSets.Of(fleet.Count, Enumerable.Range(0, fleet.Count).Where(slot => fleet[slot] is { } edge && !live.Shares(edge) && (plan.Want(slot) is not null || plan.InForce[slot] is not null)));
        var outcome = await runtime.WavesAsync(plan.Loaded, members, CountShares.Numbers(live.Counts), token);
        if (!outcome.Ok)
        {
            return outcome.Fault;
        }

        RolloutStart.Amend(live, progress, outcome.Value, homeless);
        return null;
    }

    /// <summary>Takes up, or drops, the release that a person wants back.</summary>
    private async Task PinAsync(LiveRollout live, FleetSlots fleet, Digest inputs, CancellationToken token)
    {
        var plan = live.Plan;
        var pin = table.Of(plan.Key)?.Pin;
        if (pin is not null && pin.Over != inputs)
        {
            await table.UpdateAsync(plan.Key, known => known with { Pin = null }, token);
            pin = null;
        }

        if (pin is null)
        {
            (live.PinnedTo, live.Pins, plan.Pinned) = (0, null, null);
            return;
        }

        if (live.PinnedTo != pin.Release || live.Pins is null)
        {
            if (await plans.ReadAsync(pin.Plan, token) is not { } stored)
            {
                events.Add("rollout.undolost", plan.Key.Name, plan.Key.Workspace, "hub", $"release {pin.Release} cannot be read any more; edges keep what they have");
                plan.Pinned = [.. plan.InForce];
                return;
            }

            (live.PinnedTo, live.Pins) = (pin.Release, await plans.ResolveAsync(plan, stored.To, token));
        }

        plan.Pinned = PinnedRule.Of(plan, live.Pins!, fleet);
    }

    /// <summary>How many edges a region has of a policy, as it last told; at least one.</summary>
    private int RegionEdges(string region, PolicyKey policy) =>
        _reports?.Partial(region, policy) is { } told ? Math.Max(told.Fleet?.Totals.Desired ?? 0, RegionShares.Edges(told.Rollout)) : 1;

    private bool Rooted(string edge) => desired.Root(edge) is not null;

    private static Func<Digest, byte[]?> ContentsOf(PolicyPlan plan)
    {
        Dictionary<Digest, byte[]?>? known = null;
        return digest => (known ??= plan.Objects.Values.SelectMany(decision => decision.Variants.SelectMany(variant => variant.Parts(decision.Key)))
            .GroupBy(part => part.Content).ToDictionary(group => group.Key, group => group.First().Bytes)).GetValueOrDefault(digest);
    }
}
