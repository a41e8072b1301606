using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Simulation;

/// <summary>What must hold after every turn of a simulated hub, and at its end. Collects what does not.</summary>
internal sealed class RolloutChecks(Scenario scenario)
{
    private readonly RolloutRule _rule = scenario.Rule;
    private SimulatedWorld? _world;
    private readonly Dictionary<string, RootVersion> _roots = new(StringComparer.Ordinal);
    private HashSet<string> _flying = new(StringComparer.Ordinal);

    public List<string> Broken { get; } = [];

    public void Turned(SimulatedWorld world, RolloutProgress before, RolloutStep step, IReadOnlyList<int> published)
    {
        _world = world;
        var hub = world.Hub;
        var after = step.Progress;
        Stops(world, after, published);
        Order(world, after, published);
        Limits(world, after, step, published);
        Stale(world);
        if (before.Number == after.Number && before.Attempt == after.Attempt)
        {
            Transitions(world, before, after);
        }

        if (!after.Ended && (after.Reason.Length == 0 || after.Message.Length == 0))
        {
            Fail(world, $"no reason: {after.Phase} '{after.Reason}' '{after.Message}'");
        }
    }

    public void Ended(SimulationResult result)
    {
        var world = _world!;
        if (!result.Ended)
        {
            var (message, phase) = (result.Progress.Message + result.Progress.Waits, result.Progress.Phase);
            if (!message.Contains("kse ", StringComparison.Ordinal))
            {
                Fail(world, $"stuck without a remedy: {phase} {result.Progress.Reason}: {message}");
            }
            else
            {
                Fail(world, $"stuck in spite of its remedy: {phase} {result.Progress.Reason}: {message} refused: {string.Join(" | ", scenario.Refused.TakeLast(4))}");
            }

            return;
        }

        foreach (var refused in scenario.Refused.Where(one => !one.StartsWith("approve", StringComparison.Ordinal)))
        {
            Fail(world, "a remedy was refused: " + refused);
        }

        Everybody(world, result.Progress);
    }

    /// <summary>Every edge in reach has the target, or what it goes back to.</summary>
    private void Everybody(SimulatedWorld world, RolloutProgress progress)
    {
        var hub = world.Hub;
        if (hub.Freeze is { } freeze && (freeze.Until is null || freeze.Until > world.Now) || hub.Record.Paused is { } paused && (paused.Until is null || paused.Until > world.Now))
        {
            return;
        }

        for (var slot = 0; slot < hub.Fleet.Count; slot++)
        {
            if (hub.Fleet[slot] is not { } edge || world.Edges[edge.Id] is not { Out: false, Holds: false } device)
            {
                continue;
            }

            var (root, want) = (hub.RootOf(edge.Id)?.Manifest, hub.Plan.Want(slot));
            if (!ReferenceEquals(device.Has, root))
            {
                Fail(world, $"{edge.Id} has {device.Has?.Digest} and its root names {root?.Digest}");
            }

            if (progress.Phase == RolloutPhase.Complete && !ReferenceEquals(root, want))
            {
                Fail(world, $"complete, and {edge.Id} does not get the release");
            }

            if (progress.Phase == RolloutPhase.RolledBack && want is not null && ReferenceEquals(root, want) && (!hub.Live.Planned[slot] || !ReferenceEquals(hub.Live.From[slot], want)))
            {
                Fail(world, $"rolled back, and {edge.Id} (wave {hub.Live.Members[slot].Wave}, planned {hub.Live.Planned[slot]}) still gets the release");
            }
        }
    }

    /// <summary>What is frozen or paused gives nobody the release, and takes nobody back. A new edge gets what is proven all the same.</summary>
    private void Stops(SimulatedWorld world, RolloutProgress after, IReadOnlyList<int> published)
    {
        var hub = world.Hub;
        var frozen = hub.Freeze is { } freeze && (freeze.Until is null || freeze.Until > world.Now);
        var paused = hub.Record.Paused is { } stop && (stop.Until is null || stop.Until > world.Now);
        var spanned = after.Phase != RolloutPhase.RollingBack && FreezeClock.At(_rule.Freezes, world.Now) is not null;
        if (!after.Ended && (frozen || paused || spanned || after.Phase == RolloutPhase.Paused) && published.Any(slot => hub.Live.Members[slot].Changes && hub.Live.Planned[slot] && IsMove(hub, after, slot)))
        {
            Fail(world, $"published while frozen ({frozen}) or paused ({paused}), {after.Phase}");
        }
    }

    private static bool IsMove(SimulatedHub hub, RolloutProgress after, int slot) =>
        ReferenceEquals(hub.Plan.InForce[slot], after.Phase is RolloutPhase.RollingBack ? hub.Live.From[slot] : hub.Plan.Want(slot));

    /// <summary>Nobody gets the release before its wave.</summary>
    private void Order(SimulatedWorld world, RolloutProgress after, IReadOnlyList<int> published)
    {
        var hub = world.Hub;
        if (after.Phase is RolloutPhase.RollingBack or RolloutPhase.RolledBack or RolloutPhase.Aborted)
        {
            return;
        }

        foreach (var slot in published)
        {
            var member = hub.Live.Members[slot];
            if (member.Changes && IsMove(hub, after, slot) && (uint)member.Wave < (uint)after.Waves.Count && after.Waves[member.Wave].Phase == WavePhase.Waiting)
            {
                Fail(world, $"{hub.Fleet[slot]!.Id} of wave {member.Wave} got the release, and the wave is not open");
            }
        }
    }

    /// <summary>Nobody starts where no place is free. What takes places is counted by what edges do, see <see cref="FlightCount"/>.</summary>
    private void Limits(SimulatedWorld world, RolloutProgress after, RolloutStep step, IReadOnlyList<int> published)
    {
        var hub = world.Hub;
        if (published.Count == 0 && (scenario.Size > 500 || _flying.Count == 0))
        {
            return;
        }

        // Not those of a wave that a person let pass, who said by that that its edges need not wait; nor new edges that are given what was proven.
        var flying = Enumerable.Range(0, hub.Fleet.Count).Where(slot => hub.Live.Members[slot] is { Changes: true } member && (uint)member.Wave < (uint)after.Waves.Count
            && after.Waves[member.Wave].Passed is null && (hub.Live.Planned[slot] || Moves(world, after, slot)) && world.Flight.Flies(slot)).ToList();
        var starting = published.Where(slot => step.Release.Contains(slot) && world.Flight.Flies(slot) && !_flying.Contains(hub.Fleet[slot]!.Id) && Settled(world, hub.Fleet[slot]!.Id)).ToList();
        foreach (var slot in published)
        {
            _roots[hub.Fleet[slot]!.Id] = hub.RootOf(hub.Fleet[slot]!.Id)!.Version;
        }

        _flying = [.. flying.Select(slot => hub.Fleet[slot]!.Id)];
        foreach (var wave in starting.Select(slot => hub.Live.Members[slot].Wave).Distinct())
        {
            var rule = _rule.Waves[after.Waves[wave].Rule];
            var all = hub.Live.Members.Count(member => member.Changes && member.Wave == wave);
            if (rule.Concurrency is { } limit && flying.Count(slot => hub.Live.Members[slot].Wave == wave) is var most && most > Math.Max(1, limit.Share(all)))
            {
                Fail(world, $"{most} edges of wave {wave} on their way, {limit} of {all} may ({after.Phase})");
            }

            foreach (var budget in rule.Budgets)
            {
                foreach (var value in starting.Where(slot => hub.Live.Members[slot].Wave == wave).Select(slot => hub.Fleet[slot]!.Labels[budget.Label]).Distinct())
                {
                    var there = flying.Count(slot => hub.Fleet[slot]!.Labels[budget.Label] == value && (hub.Live.Members[slot].Wave <= wave || ReferenceEquals(hub.Live.To[slot], hub.Plan.InForce[slot])));
                    if (there > budget.Edges)
                    {
                        Fail(world, $"{there} edges of {value} on their way, {budget.Edges} may ({after.Phase})");
                    }
                }
            }
        }
    }

    /// <summary>Whether an edge that came on the way gets the release, or is to give it back.</summary>
    private static bool Moves(SimulatedWorld world, RolloutProgress after, int slot) => ReferenceEquals(world.Hub.Live.To[slot], world.Hub.Plan.InForce[slot])
        && (after.Phase != RolloutPhase.RollingBack || world.Edges[world.Hub.Fleet[slot]!.Id] is { Had: not null });

    /// <summary>Whether an edge was through with the root before; one that was cut off with it, and is back, goes on from there and starts nothing new.</summary>
    private bool Settled(SimulatedWorld world, string id) => !_roots.TryGetValue(id, out var before) || world.Edges[id].Done >= before;

    /// <summary>Only what an edge says of exactly what it is to get counts as ready.</summary>
    private void Stale(SimulatedWorld world)
    {
        var hub = world.Hub;
        for (var slot = 0; slot < hub.Fleet.Count; slot++)
        {
            if (hub.Fleet[slot] is { } edge && hub.Live.Members[slot] is { Changes: true, Released: true, Reachable: true, State: MemberState.Ready } && hub.Live.To[slot] is { } target
                && !world.Edges[edge.Id].Out && !ReferenceEquals(world.Edges[edge.Id].Has, target))
            {
                Fail(world, $"{edge.Id} counts as ready and has something else");
            }
        }
    }

    private void Transitions(SimulatedWorld world, RolloutProgress before, RolloutProgress after)
    {
        for (var at = 0; at < before.Waves.Count; at++)
        {
            var (old, wave) = (before.Waves[at], after.Waves[at]);
            var rule = _rule.Waves[wave.Rule];
            if (old.OpenedAt is { } opened && wave.OpenedAt != opened)
            {
                Fail(world, $"wave {at} opened twice");
            }

            if (old.Phase == WavePhase.Passed && wave.Phase is not (WavePhase.Passed or WavePhase.RolledBack))
            {
                Fail(world, $"wave {at} had passed and is {wave.Phase}");
            }

            if (old.OpenedAt is null && wave.OpenedAt is not null)
            {
                if (after.Waves.Take(at).Any(one => one.Phase != WavePhase.Passed))
                {
                    Fail(world, $"wave {at} opened before those before it passed");
                }

                if (rule.Approve is { } approve && wave.Approvals.Select(one => one.By).Where(by => approve.By.Count == 0 || approve.By.Contains(by)).Distinct().Count() < approve.Count)
                {
                    Fail(world, $"wave {at} opened without approval");
                }

                if (!WindowClock.IsOpen(_rule.Windows, world.Now) || !WindowClock.IsOpen(rule.Windows, world.Now))
                {
                    Fail(world, $"wave {at} opened outside of its windows");
                }
            }

            if (old.Phase != WavePhase.Passed && wave is { Phase: WavePhase.Passed, Passed: null } && wave.Totals.All > 0)
            {
                Passed(world, after, at, wave, rule);
            }
        }
    }

    private void Passed(SimulatedWorld world, RolloutProgress after, int at, WaveRecord wave, WaveRule rule)
    {
        var totals = wave.Totals;
        if (totals.Pending > 0)
        {
            Fail(world, $"wave {at} passed, and {totals.Pending} edges wait for their turn");
        }

        if (wave.GoodSince is not { } good || world.Now - good < rule.Soak)
        {
            Fail(world, $"wave {at} passed without its soak time");
        }

        if (!_rule.WaitsForUnreachable && (totals.Members == 0 || totals.Unreachable > _rule.MaxUnreachable * totals.All))
        {
            Fail(world, $"wave {at} passed with {totals.Unreachable} of {totals.All} out of reach");
        }

        if (rule.Gates)
        {
            var said = scenario.Policy.Said.GetValueOrDefault((after.Number, after.Attempt, at));
            if (said.Totals != totals || !(said.Verdict?.Decision == GateDecision.Proceed || (said.Verdict?.Decision == GateDecision.Inconclusive && _rule.Inconclusive.Action == InconclusiveAction.Proceed)))
            {
                Fail(world, $"wave {at} passed on {totals}, and its gate said {said.Verdict} of {said.Totals}");
            }
        }
        else if (rule.Strategy is null && (totals.Failed + totals.Stalled > rule.MaxFailures.Share(totals.All) || totals.Ready + totals.Failed + totals.Stalled < totals.Members))
        {
            Fail(world, $"wave {at} passed with {totals}");
        }
    }

    private void Fail(SimulatedWorld world, string what)
    {
        if (Broken.Count < 5)
        {
            Broken.Add($"seed {scenario.Seed}, {scenario.Size} edges, {world.Now:u}: {what}");
        }
    }
}
