using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>One wave in words.</summary>
internal static class WaveText
{
    /// <summary>The waves of a rollout. A policy that declares none has one that is all of its edges.</summary>
    internal static IReadOnlyList<WaveRecord> Of(RolloutResult result)
    {
        if (result.Rollout?.Progress is { Waves.Count: > 0 } progress)
        {
            return progress.Waves;
        }

        return result.Totals is { All: > 0 } totals
            ? [new WaveRecord { Name = "all", Edges = totals.All, Phase = totals.Ready >= totals.Members ? WavePhase.Passed : WavePhase.Open, Totals = totals }]
            : [];
    }

    /// <summary>Edges that it counts on; those that are in it while nothing was counted.</summary>
    internal static int Members(WaveRecord wave) => wave.Totals.All == 0 ? wave.Edges : wave.Totals.Members;

    internal static string Ready(WaveRecord wave) => $"{wave.Totals.Ready}/{Members(wave)}";

    /// <summary>How long it has to stay good yet, or how long it has been; <c>-</c> when it does not soak.</summary>
    internal static string Soak(WaveRecord wave, DateTimeOffset now) => wave switch
    {
        { Phase: not WavePhase.Soaking } => JsonView.Nothing,
        { SoakUntil: { } until } => until > now ? Ages.Show(until - now) : "0s",
        { GoodSince: { } since } => $"good for {Ages.Show(since, now)}",
        _ => JsonView.Nothing,
    };

    internal static string Verdict(WaveRecord wave) => wave switch
    {
        { Passed: { } passed } => $"passed by {passed.By}{(passed.Reason.Length > 0 ? $": {passed.Reason}" : "")}",
        { Verdict: "", Reason: "" } => JsonView.Nothing,
        { Verdict: "" } => wave.Reason,
        { Reason: "" } => wave.Verdict,
        _ => $"{wave.Verdict}: {wave.Reason}",
    };

    internal static string Approvals(WaveRecord wave) => wave.Approvals.Count == 0 ? JsonView.Nothing : string.Join(',', wave.Approvals.Select(one => one.By));

    /// <summary>What is not as it should be, and what the gate says: <c>1 failed, 2 unreachable, hold: …</c>. Without a time, what does not change with the clock alone.</summary>
    internal static string Notes(WaveRecord wave, DateTimeOffset? now)
    {
        var notes = new List<string>();
        Count(wave.Totals.Failed, "failed");
        Count(wave.Totals.Degraded, "degraded");
        Count(wave.Totals.Stalled, "stalled");
        Count(wave.Totals.Unreachable, "unreachable");
        Count(wave.Totals.Held, "held at the site");
        if (now is { } present && wave is { Phase: WavePhase.Soaking, SoakUntil: not null })
        {
            notes.Add($"soaks for {Soak(wave, present)} yet");
        }

        if (wave.Phase is not WavePhase.Passed && Verdict(wave) is var verdict and not JsonView.Nothing)
        {
            notes.Add(verdict);
        }

        if (wave.Phase == WavePhase.Waiting && wave.Approvals.Count > 0)
        {
            notes.Add($"approved by {Approvals(wave)}");
        }

        return string.Join(", ", notes);

        void Count(int count, string what)
        {
            if (count > 0)
            {
                notes.Add($"{count} {what}");
            }
        }
    }

    /// <summary><c>wave 2/3 (10%): Open, 3/12 ready, 1 failed</c>.</summary>
    internal static string Line(WaveRecord wave, int index, int count, DateTimeOffset? now)
    {
        var notes = Notes(wave, now);
        return $"wave {index + 1}/{count} ({wave.Name}): {wave.Phase}, {Ready(wave)} ready{(notes.Length > 0 ? ", " : "")}{notes}";
    }
}
