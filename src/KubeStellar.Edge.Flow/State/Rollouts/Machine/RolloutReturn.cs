using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>
/// A region goes back because its parent does: every edge moves as soon as concurrency and budgets let it, all waves at once. Windows, approvals and gates are for the way
/// forward; what people of the region stopped stays stopped. Pure.
/// </summary>
internal static class RolloutReturn
{
    /// <summary>One turn.</summary>
    public static RolloutStep Step(RolloutRule rule, RolloutProgress progress, RolloutMember[] members, RolloutSurroundings env)
    {
        if (RolloutStops.Of(null, null, env) is { } stop)
        {
            return new RolloutStep(Standing(progress, stop.Phase, stop.Reason, stop.Message, env), [], true, null, stop.WakeAt, []);
        }

        var open = progress with { Waves = [.. progress.Waves.Select(wave => wave.OpenedAt is null ? wave with { Phase = WavePhase.Open, OpenedAt = env.Now } : wave)] };
        open = open.Waves.SequenceEqual(progress.Waves) ? progress : open;
        var (release, wake, left) = Everyone(rule, open, members, env, _ => true);
        if (left)
        {
            const string Why = "its parent took the release back; edges that can go back wait for their turn, or for those that go";
            return new RolloutStep(Standing(open, RolloutPhase.Progressing, RolloutReasons.TakenBack, Why, env), release, false, null, wake, []);
        }

        // Edges out of reach find it when they return.
        var ended = Standing(open, RolloutPhase.Complete, "", "", env) with
        {
            EndedAt = env.Now,
            Wave = open.Waves.Count,
            Waves = [.. open.Waves.Select(wave => wave with { Phase = WavePhase.Passed, EndedAt = env.Now, Reason = "its parent took the release back" })],
        };
        return new RolloutStep(ended, [], false, null, null, [new RolloutEvent("rollout.complete", $"release {progress.Number}: every edge is back, as the parent wants it")]);
    }

    /// <summary>Edges of all waves that start now, when time alone may let more start, and whether edges that can move are left.</summary>
    public static (List<int> Release, DateTimeOffset? Wake, bool Left) Everyone(
        RolloutRule rule, RolloutProgress progress, RolloutMember[] members, RolloutSurroundings env, Func<WaveRecord, bool> takes)
    {
        var release = new List<int>();
        var rules = progress.Waves.Select(wave => rule.Waves[wave.Rule]).ToArray();
        DateTimeOffset? wake = null;
        var left = new int[progress.Waves.Count];
        foreach (ref readonly var member in members.AsSpan())
        {
            if (member is { Changes: true, Released: false, Reachable: true, Held: false } && (uint)member.Wave < (uint)left.Length)
            {
                left[member.Wave]++;
            }
        }

        foreach (var wave in Enumerable.Range(0, left.Length).Where(wave => left[wave] > 0 && takes(progress.Waves[wave])).OrderByDescending(wave => Room(rules[wave])).ThenByDescending(wave => wave))
        {
            var turn = new ReleaseTurn(rules[wave], wave, progress.Since, env.Now) { Rules = rules, Back = true, Starting = release };
            var choice = env.Releases?.Choose(turn, members) ?? new ReleaseChoice(Waiting(members, wave), null);
            release.AddRange(choice.Slots);
            wake = choice.NextAt is { } next && (wake is null || next < wake) ? next : wake;
        }

        return (release, wake, release.Count > 0 || progress.Waves.Where((wave, at) => left[at] > 0 && takes(wave)).Any());
    }

    /// <summary>
    /// A wave without budgets starts whatever others do, one with a larger budget starts where a smaller one has no room: they come first, so that the smaller budget sees
    /// them, and its edges wait. Among alike the last one does: its edges have had it for the shortest time. (Budgets of several labels have no such order; there each edge
    /// finds room by what started before it.)
    /// </summary>
    private static int Room(WaveRule rule) => rule.Budgets.Count == 0 ? int.MaxValue : rule.Budgets.Min(budget => budget.Edges);

    private static RolloutProgress Standing(RolloutProgress progress, RolloutPhase phase, string reason, string message, RolloutSurroundings env) =>
        (progress.Phase, progress.Reason, progress.Message) == (phase, reason, message) ? progress
        : progress with { Phase = phase, Reason = reason, Message = message, Since = progress.Phase == phase && progress.Reason == reason ? progress.Since : env.Now };

    private static List<int> Waiting(RolloutMember[] members, int wave)
    {
        var slots = new List<int>();
        for (var slot = 0; slot < members.Length; slot++)
        {
            if (members[slot] is { Changes: true, Released: false } && members[slot].Wave == wave)
            {
                slots.Add(slot);
            }
        }

        return slots;
    }
}
