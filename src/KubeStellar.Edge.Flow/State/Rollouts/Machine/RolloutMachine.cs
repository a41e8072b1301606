using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>
/// What a rollout does next, from what is so. Pure: the hub does what it says and records it first, the simulator and <c>kse rollout plan --simulate</c>
/// run the same rule in virtual time.
/// </summary>
internal static class RolloutMachine
{
    /// <summary>One turn.</summary>
    /// <param name="rule">What the policy declares.</param>
    /// <param name="progress">Where the rollout is.</param>
    /// <param name="members">Edges by slot, in the direction in which it moves.</param>
    /// <param name="env">What else counts.</param>
    public static RolloutStep Step(RolloutRule rule, RolloutProgress progress, RolloutMember[] members, RolloutSurroundings env)
    {
        if (progress.Ended)
        {
            return new RolloutStep(progress, [], false, null, null, []);
        }

        return progress.Phase == RolloutPhase.RollingBack ? Back(rule, progress, members, env) : new RolloutTurn(rule, progress, members, env).Run();
    }

    /// <summary>Whether a rollback takes edges of a wave back.</summary>
    public static bool TakesBack(RolloutRule rule, WaveRecord wave) => rule.Rollback == RollbackScope.Whole || (wave.OpenedAt ?? wave.BeganAt) is not null;

    /// <summary>Edges go back at the pace of their waves, all waves at once: windows, approvals and gates are for the way forward.</summary>
    private static RolloutStep Back(RolloutRule rule, RolloutProgress progress, RolloutMember[] members, RolloutSurroundings env)
    {
        if (RolloutStops.Of(null, null, env) is { } stop)
        {
            return new RolloutStep(Waiting(progress, stop.Message), [], true, null, stop.WakeAt, []);
        }

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

        // The last one first: its edges have had it for the shortest time, and what they take of a budget the others then wait for.
        for (var wave = progress.Waves.Count - 1; wave >= 0; wave--)
        {
            if (left[wave] == 0 || !TakesBack(rule, progress.Waves[wave]))
            {
                continue;
            }

            var turn = new ReleaseTurn(rules[wave], wave, progress.Since, env.Now) { Rules = rules, Back = true, Starting = release };
            var choice = env.Releases?.Choose(turn, members)
                ?? new ReleaseChoice(Waiting(members, wave), null);
            release.AddRange(choice.Slots);
            wake = choice.NextAt is { } next && (wake is null || next < wake) ? next : wake;
        }

        if (release.Count > 0 || progress.Waves.Where((wave, at) => left[at] > 0 && TakesBack(rule, wave)).Any())
        {
            var why = $"edges that can go back wait for their turn, or for those that go; kse rollout status {env.Policy} counts them, kse rollout abort {env.Policy} --keep lets edges keep what they have";
            return new RolloutStep(Waiting(progress, why), release, false, null, wake, []);
        }

        // Edges out of reach find what they go back to when they return.
        var ended = progress with
        {
            Phase = RolloutPhase.RolledBack,
            Waits = null,
            Since = env.Now,
            EndedAt = env.Now,
            Waves = [.. progress.Waves.Select(wave => wave.OpenedAt is null ? wave : wave with { Phase = WavePhase.RolledBack, EndedAt = env.Now, GoodSince = null })],
        };
        return new RolloutStep(ended, [], false, null, null, [new RolloutEvent("rollout.rolledback", $"release {progress.Number} was taken back: {progress.Message}")]);
    }

    private static RolloutProgress Waiting(RolloutProgress progress, string why) => progress.Waits == why ? progress : progress with { Waits = why };

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
