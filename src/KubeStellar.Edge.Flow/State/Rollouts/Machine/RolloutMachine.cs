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

        return progress.Phase == RolloutPhase.RollingBack ? Back(rule, progress, members, env)
            : env.Share is { Back: true } ? RolloutReturn.Step(rule, progress, members, env)
            : new RolloutTurn(rule, progress, members, env).Run();
    }

    /// <summary>Whether a rollback takes edges of a wave back. One that passed because nothing in it changed never opened, and who joined it since has the release all the same.</summary>
    public static bool TakesBack(RolloutRule rule, WaveRecord wave) => rule.Rollback == RollbackScope.Whole || (wave.OpenedAt ?? wave.BeganAt) is not null || wave.Phase == WavePhase.Passed;

    /// <summary>Edges go back at the pace of their waves, all waves at once: windows, approvals and gates are for the way forward.</summary>
    private static RolloutStep Back(RolloutRule rule, RolloutProgress progress, RolloutMember[] members, RolloutSurroundings env)
    {
        if (RolloutStops.Of(null, null, env) is { } stop)
        {
            return new RolloutStep(Waiting(progress, stop.Message), [], true, null, stop.WakeAt, []);
        }

        var (release, wake, left) = RolloutReturn.Everyone(rule, progress, members, env, wave => TakesBack(rule, wave));
        if (left)
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
}
