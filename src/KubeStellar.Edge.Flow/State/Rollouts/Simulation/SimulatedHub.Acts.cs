using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>What a simulated hub records, asks, publishes and tells its parent.</summary>
internal sealed partial class SimulatedHub
{
    private RolloutSurroundings Surroundings(RolloutProgress progress) => new()
    {
        Now = _world.Now,
        Policy = Key.Name,
        Freeze = InForce(Freeze),
        Paused = InForce(Record.Paused),
        Answer = Live.Answer,
        Asking = _asking,
        Releases = Live.Releases,
        Share = Live.Share,
        Regions = RegionShares.Of(Live, progress, Fleet, _world.Now),
    };

    private StopRecord? InForce(StopRecord? stop) => stop is not null && stop.HoldsAt(_world.Now) ? stop : null;

    private void Write(RolloutStep step)
    {
        var progress = step.Progress;
        if (progress.Ended && Live.Amended)
        {
            progress = progress with { Plan = Keep(progress.Number, progress.Waves.Count) };
        }

        var release = progress.Ended ? RolloutStart.Release(progress) : null;
        Record = Record with
        {
            Progress = progress,
            Releases = release is null ? Record.Releases : [.. Record.Releases.Where(one => one.Number != release.Number).Append(release).TakeLast(KeptReleases)],
        };
        foreach (var one in step.Events)
        {
            _world.Note(one.Kind, one.Message);
        }
    }

    private void Ask(RolloutProgress progress, RolloutStep step)
    {
        if (step.Ask is { } question && !_asking)
        {
            _asking = true;
            _world.Ask(step.Progress.Ended ? progress : step.Progress, question, Failures(question.Wave));
        }
    }

    private List<string> Failures(int wave)
    {
        const int Shown = 10;
        return [.. RegionShares.Troubles(Live, Fleet).Take(Shown), .. Enumerable.Range(0, Fleet.Count)
            .Where(slot => Fleet[slot] is not null && Live.Members[slot] is { Changes: true, Released: true, Reachable: true, State: MemberState.Failed or MemberState.Stalled } member && member.Wave == wave)
            .Select(slot => Fleet[slot]!.Id).Order(StringComparer.Ordinal).Take(Shown).Select(edge => $"{edge} apps/Deployment/default/simulated: Forbidden: a simulated failure")];
    }

    private List<int> Publish()
    {
        var slots = new List<int>();
        for (var slot = 0; slot < Fleet.Count; slot++)
        {
            if (Fleet[slot] is not { } edge || ReferenceEquals(Plan.GoalAt(slot), Plan.InForce[slot]))
            {
                continue;
            }

            if (Crash == HubCrash.Publishing && slots.Count > 0 && _world.Random.Next(2) == 0)
            {
                break;
            }

            Plan.InForce[slot] = Plan.GoalAt(slot);
            _roots[edge.Id] = new SimulatedRoot(new RootVersion(1, ++Revision), Plan.InForce[slot], _world.Now);
            slots.Add(slot);
            _world.Deliver(edge.Id);
        }

        if (slots.Count > 0)
        {
            _world.Note("published", $"{slots.Count} roots, first {Fleet[slots[0]]!.Id}");
            _world.Flight.Look();
        }

        return slots;
    }
}
