using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>How rollouts begin, are taken up again, and follow the fleet.</summary>
internal sealed partial class RolloutKeeper
{
    /// <summary>Why a rollout has to begin; null when none has.</summary>
    private RolloutCause? Cause(LiveRollout live, FleetSlots fleet, RolloutRecord? record, Digest inputs)
    {
        var (plan, progress) = (live.Plan, record?.Progress);
        var to = record?.Pin?.Release;
        if (progress is not null && progress.Inputs == inputs && progress.To == to && progress.Phase != RolloutPhase.Superseded && progress.Phase != RolloutPhase.Complete)
        {
            return live.Number == progress.Number ? null : RolloutCause.Change;
        }

        var anew = progress is null || progress.Inputs != inputs || progress.To != to;
        var pending = Enumerable.Range(0, fleet.Count).Any(slot => fleet[slot] is { } edge && !plan.Stuck[slot] && !ReferenceEquals(plan.Want(slot), plan.InForce[slot])
            && (anew || plan.InForce[slot] is not null || desired.Root(edge.Id) is not null));
        if (!pending && !(anew && progress is { Phase: not (RolloutPhase.Complete or RolloutPhase.Superseded) }))
        {
            return null;
        }

        return to is not null && progress?.To != to ? RolloutCause.Undo : anew ? RolloutCause.Change : RolloutCause.Fleet;
    }

    private async Task<PolicyFault?> BeginAsync(LiveRollout live, FleetSlots fleet, RolloutRecord? record, Digest inputs, RolloutCause cause, CancellationToken token)
    {
        var (plan, now, before) = (live.Plan, time.GetUtcNow(), record?.Progress);
        var members = EdgeSets.Of(fleet.Count, Enumerable.Range(0, fleet.Count).Where(slot => fleet[slot] is { } edge && (plan.Want(slot) is not null || plan.InForce[slot] is not null)
            && !(cause == RolloutCause.Fleet && plan.InForce[slot] is null && desired.Root(edge.Id) is null)));
        var outcome = await runtime.WavesAsync(plan.Loaded, members, token);
        if (!outcome.Ok)
        {
            return outcome.Fault;
        }

        // What was proven last is where it goes back to; what an unfinished rollout left behind is not proven.
        var carry = before is { Phase: not (RolloutPhase.Complete or RolloutPhase.Aborted) } && live.Number == before.Number;
        for (var slot = 0; slot < fleet.Count; slot++)
        {
            var member = members[slot];
            var from = carry && live.Planned[slot] ? live.From[slot] : plan.InForce[slot];
            (live.From[slot], live.Planned[slot], live.Members[slot]) = (member ? from : null, member, new RolloutMember());
        }

        var waves = new List<WaveRecord>();
        foreach (var (wave, at) in outcome.Value.Select((wave, at) => (wave, at)))
        {
            foreach (var slot in wave.Edges.Members())
            {
                live.Members[slot].Wave = at;
            }

            waves.Add(new WaveRecord { Name = wave.Name, Rule = wave.Rule, Edges = wave.Edges.Count });
        }

        var number = Math.Max(before?.Number ?? 0, record?.Releases is [.., var last] ? last.Number : 0) + 1;
        var newest = counters.Newest;
        var progress = new RolloutProgress
        {
            Number = number,
            Cause = cause,
            Inputs = inputs,
            Bundle = plan.Bundle,
            Plan = await plans.WriteAsync(PlanOf(live, fleet, number, outcome.Value.Count), token),
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
                Releases = before is { Ended: false } ? [.. known.Releases, Release(before with { Phase = RolloutPhase.Superseded, EndedAt = now, Message = $"release {number} took its place" })] : known.Releases,
            },
            token);
        (live.Number, live.Amended, live.Answer, live.Heard, live.Restored, live.WakeAt) = (number, false, null, null, false, now);
        live.Releases = new WaveRelease(live, fleet, _costs, fresh: true);
        _costs.Content = ContentsOf(plan);
        events.Add("rollout.began", plan.Key.Name, plan.Key.Workspace, "hub", $"release {number} ({cause}) goes to {members.Count} edges in {waves.Count} waves");
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
        var to = stored.To.SelectMany(pair => pair.Value.Select(edge => (edge, Manifest: pair.Key.Length == 0 ? default : Digest.Parse(pair.Key)))).ToDictionary(one => one.edge, one => one.Manifest, StringComparer.Ordinal);
        var admitted = new Dictionary<int, Digest>();
        for (var wave = 0; wave < stored.Waves.Count; wave++)
        {
            foreach (var edge in stored.Waves[wave].Where(edge => fleet.TryGet(edge, out _)))
            {
                fleet.TryGet(edge, out var slot);
                (live.Members[slot].Wave, live.Planned[slot], live.From[slot]) = (wave, true, from.GetValueOrDefault(edge));
                admitted[slot] = to.GetValueOrDefault(edge);
            }
        }

        (live.Number, live.Restored, live.Heard, plan.Admitted) = (progress.Number, true, null, admitted);
        (plan.Progress, plan.Kept) = (progress, [.. live.From.OfType<ManifestRef>().Distinct()]);
        live.Releases = new WaveRelease(live, fleet, _costs, fresh: false);
        _costs.Content = ContentsOf(plan);
        feed.Watch(plan.Key, true);
    }

    /// <summary>Edges that came, or that gain or lose something, after the rollout began: each goes to the wave that it would be in.</summary>
    private async Task<PolicyFault?> AmendAsync(LiveRollout live, FleetSlots fleet, RolloutProgress progress, List<int> homeless, CancellationToken token)
    {
        var plan = live.Plan;
        var members = EdgeSets.Of(fleet.Count, Enumerable.Range(0, fleet.Count).Where(slot => fleet[slot] is not null && (plan.Want(slot) is not null || plan.InForce[slot] is not null)));
        var outcome = await runtime.WavesAsync(plan.Loaded, members, token);
        if (!outcome.Ok)
        {
            return outcome.Fault;
        }

        foreach (var slot in homeless)
        {
            var wave = outcome.Value.FirstOrDefault(one => one.Edges[slot]);
            var at = wave is null ? -1 : progress.Waves.ToList().FindIndex(one => one.Rule == wave.Rule && one.Name == wave.Name);
            live.Members[slot].Wave = at >= 0 ? at : progress.Waves.Count - 1;
        }

        live.Amended = true;
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

    private static RolloutPlanRecord PlanOf(LiveRollout live, FleetSlots fleet, long number, int waves)
    {
        var slots = Enumerable.Range(0, fleet.Count).Where(slot => fleet[slot] is not null && live.Members[slot].Wave >= 0).ToList();
        var byWave = new List<string>[waves];
        for (var at = 0; at < waves; at++)
        {
            byWave[at] = [];
        }

        foreach (var slot in slots)
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
            From = RolloutPlans.Half(fleet, slots, slot => live.From[slot]),
            To = RolloutPlans.Half(fleet, slots, live.Plan.Want),
        };
    }

    private static Func<Digest, byte[]?> ContentsOf(PolicyPlan plan)
    {
        Dictionary<Digest, byte[]?>? known = null;
        return digest => (known ??= plan.Objects.Values.SelectMany(decision => decision.Variants.SelectMany(variant => variant.Parts(decision.Key)))
            .GroupBy(part => part.Content).ToDictionary(group => group.Key, group => group.First().Bytes)).GetValueOrDefault(digest);
    }
}
