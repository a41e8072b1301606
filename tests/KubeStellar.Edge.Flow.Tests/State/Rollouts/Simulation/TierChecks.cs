using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Simulation;

/// <summary>What must hold in a fleet with regions, after every turn of any of its hubs and at the end. Collects what does not.</summary>
internal sealed class TierChecks(TierScenario scenario)
{
    private readonly Dictionary<Digest, HashSet<int>> _opened = [];
    private SimulatedWorld? _top;

    public List<string> Broken { get; } = [];

    /// <summary>The declared wave in which each edge first got the release.</summary>
    public Dictionary<string, int> Moved { get; } = new(StringComparer.Ordinal);

    public void Turned(SimulatedWorld world, RolloutProgress before, RolloutStep step, IReadOnlyList<int> published)
    {
        var after = step.Progress;
        if (world.Link is null)
        {
            _top = world;
            if (!_opened.TryGetValue(world.Release.Inputs, out var opened))
            {
                _opened[world.Release.Inputs] = opened = [];
            }

            opened.UnionWith(after.Waves.Where(wave => wave.OpenedAt is not null || wave.Phase == WavePhase.Passed).Select(wave => wave.Rule));
            Passed(world, before, after);
        }

        Order(world, after, step, published);
        Once(world, before, after);
        Limits(world, after, step, published);
        if (!after.Ended && (after.Reason.Length == 0 || after.Message.Length == 0))
        {
            Fail(world, $"no reason: {after.Phase} '{after.Reason}' '{after.Message}'");
        }
    }

    public void Ended(SimulationResult result)
    {
        if (!result.Ended)
        {
            Fail(_top!, $"stuck: {result.Progress.Phase} {result.Progress.Reason}: {result.Progress.Message} {result.Progress.Waits} refused: {string.Join(" | ", scenario.Refused.TakeLast(4))}");
            return;
        }

        Everybody(_top!, result.Progress);
    }

    /// <summary>No edge, wherever it is, gets the release before the top opened its wave.</summary>
    private void Order(SimulatedWorld world, RolloutProgress after, RolloutStep step, IReadOnlyList<int> published)
    {
        var hub = world.Hub;
        var back = after.Phase is RolloutPhase.RollingBack or RolloutPhase.RolledBack or RolloutPhase.Aborted || hub.Live.Share is { Back: true };
        foreach (var slot in published)
        {
            var (edge, member) = (hub.Fleet[slot]!, hub.Live.Members[slot]);
            if (back || edge.Region is not null || !member.Changes || !ReferenceEquals(hub.Plan.InForce[slot], hub.Plan.Want(slot)) || (uint)member.Wave >= (uint)after.Waves.Count)
            {
                continue;
            }

            var rule = after.Waves[member.Wave].Rule;
            Moved.TryAdd(edge.Id, rule);
            if (step.Stopped)
            {
                Fail(world, $"{edge.Id} moved while everything stands still");
            }

            // Release 1 was proven before it all began.
            if (after.Cause != RolloutCause.Fleet && world.Release.Name != "1" && !(_opened.TryGetValue(world.Release.Inputs, out var opened) && opened.Contains(rule)))
            {
                Fail(world, $"{edge.Id} of wave {rule} got release {world.Release.Name}, and the top did not open it");
            }
        }
    }

    /// <summary>No wave opens twice, or before those before it passed.</summary>
    private void Once(SimulatedWorld world, RolloutProgress before, RolloutProgress after)
    {
        if (before.Number != after.Number || before.Attempt != after.Attempt || world.Hub.Live.Share is { Back: true })
        {
            return;
        }

        for (var at = 0; at < before.Waves.Count; at++)
        {
            if (before.Waves[at].OpenedAt is { } opened && after.Waves[at].OpenedAt != opened)
            {
                Fail(world, $"wave {at} opened twice");
            }

            if (before.Waves[at].OpenedAt is null && after.Waves[at].OpenedAt is not null && after.Waves.Take(at).Any(wave => wave.Phase != WavePhase.Passed))
            {
                Fail(world, $"wave {at} opened before those before it passed");
            }
        }
    }

    /// <summary>A wave that passes at the top is through in every region that is in reach: nobody waits for a turn there, and who was released is ready or failed.</summary>
    private void Passed(SimulatedWorld top, RolloutProgress before, RolloutProgress after)
    {
        if (!scenario.Steady || before.Number != after.Number || before.Attempt != after.Attempt)
        {
            return;
        }

        for (var at = 0; at < before.Waves.Count; at++)
        {
            if (before.Waves[at].Phase == WavePhase.Passed || after.Waves[at] is not { Phase: WavePhase.Passed, Passed: null } wave || !RegionGoal.IsLast(after, at))
            {
                continue;
            }

            foreach (var world in top.All.Where(world => world.Link is not null && Heard(world) && world.Release.Inputs == top.Release.Inputs && world.Hub.Record.Progress is { Ended: false } && !Stopped(world)))
            {
                for (var slot = 0; slot < world.Hub.Fleet.Count; slot++)
                {
                    var (edge, member) = (world.Hub.Fleet[slot], world.Hub.Live.Members[slot]);
                    if (edge is { Region: null } && !edge.Id.StartsWith("new-", StringComparison.Ordinal) && member is { Changes: true, Released: false } && world.Hub.Record.Progress!.Waves.ElementAtOrDefault(member.Wave)?.Rule == wave.Rule)
                    {
                        Fail(top, $"wave {at} passed on {wave.Totals}, and {edge.Id} waits for its turn");
                    }
                }
            }
        }
    }

    /// <summary>
    /// Inside every region no edge of a wave starts while as many are on their way as its concurrency lets. Those that turn back in the midst of the way forward start at once, however
    /// many they are: they were let go by the share of a larger wave, since edges that the release never reached do not go back.
    /// </summary>
    private void Limits(SimulatedWorld world, RolloutProgress after, RolloutStep step, IReadOnlyList<int> published)
    {
        if (!scenario.Steady || scenario.Edits)
        {
            return;
        }

        var hub = world.Hub;
        foreach (var at in published.Where(step.Release.Contains).Where(slot => !hub.Live.Members[slot].Busy).Select(slot => hub.Live.Members[slot].Wave).Distinct())
        {
            var rule = scenario.Rule.Waves[after.Waves[at].Rule];
            var all = hub.Live.Members.Count(member => member.Changes && member.Wave == at);
            // Not new edges, which get what was proven at once.
            var most = Enumerable.Range(0, hub.Fleet.Count).Count(slot => hub.Live.Members[slot].Wave == at && hub.Live.Planned[slot] && world.Flight.Flies(slot));
            if (rule.Strategy is null && rule.Concurrency is { } limit && most > Math.Max(1, limit.Share(all)))
            {
                Fail(world, $"{most} edges of wave {at} on their way, {limit} of {all} may ({after.Phase})");
            }
        }
    }

    /// <summary>Every edge that is in reach through all tiers has the release, or what was proven before.</summary>
    private void Everybody(SimulatedWorld top, RolloutProgress progress)
    {
        foreach (var world in top.All.Where(world => !Stopped(world) && Reaches(world)))
        {
            if (world.Link is not null && world.Hub.Record.Progress is { Phase: RolloutPhase.RolledBack or RolloutPhase.RollingBack or RolloutPhase.Aborted })
            {
                continue;
            }

            for (var slot = 0; slot < world.Hub.Fleet.Count; slot++)
            {
                if (world.Hub.Fleet[slot] is not { } edge || world.Edges[edge.Id] is not { Out: false, Holds: false } device)
                {
                    continue;
                }

                var root = world.Hub.RootOf(edge.Id)?.Manifest;
                if (!ReferenceEquals(device.Has, root))
                {
                    Fail(world, $"{edge.Id} has {device.Has?.Digest} and its root names {root?.Digest}");
                }

                if (edge.Region is null && progress.Phase == RolloutPhase.Complete && !ReferenceEquals(root, top.Hub.Plan.Pinned is null ? Wanted(top, world, edge) : root))
                {
                    Fail(world, $"complete, and {edge.Id} (wave {world.Hub.Live.Members[slot].Wave}) does not get the release; {world.Hub.Record.Progress?.Phase} {world.Hub.Record.Progress?.Reason} {world.Hub.Plan.Grant} {world.Release.Name}");
                }

                if (edge.Region is null && world.Link is not null && progress.Phase == RolloutPhase.RolledBack && world.Release.Inputs == top.Release.Inputs && root is not null)
                {
                    Fail(world, $"rolled back, and {edge.Id} still gets the release; {world.Hub.Plan.Grant}");
                }
            }
        }
    }

    private static ManifestRef? Wanted(SimulatedWorld top, SimulatedWorld world, EdgeRecord edge) => top.Release.Variant(edge) is { } name ? world.Reports.Manifest(name) : null;

    /// <summary>Whether the link of a region and of all above it is up.</summary>
    private static bool Reaches(SimulatedWorld world) => world.Link is null || (world.Link.Up && Reaches(world.Link.Above));

    private static bool Heard(SimulatedWorld world) => world.Link is null
        || (world.Link.Up && world.Link.Above.Hub.Presence(world.Link.Edge.Record.Id) is { Reachable: true, Last.Conditions.Count: 0 } && Heard(world.Link.Above));

    /// <summary>Whether people of a hub, or of one above it, stopped it.</summary>
    private static bool Stopped(SimulatedWorld world) =>
        (world.Hub.Freeze is { } freeze && (freeze.Until is null || freeze.Until > world.Now)) || (world.Hub.Record.Paused is { } paused && (paused.Until is null || paused.Until > world.Now))
        || (world.Link is not null && Stopped(world.Link.Above));

    private void Fail(SimulatedWorld world, string what)
    {
        if (Broken.Count < 5)
        {
            Broken.Add($"seed {scenario.Seed}, {world.Link?.Edge.Record.Id ?? "top"}, {world.Now:u}: {what}");
        }
    }
}
