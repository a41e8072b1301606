using System.Globalization;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>Sentences about a rollout.</summary>
internal static class StatusWords
{
    // Reasons of a held rollout that a person can answer with yes.
    private static readonly string[] Asking = ["GateAsks", "Inconclusive"];

    /// <summary>What a person stopped, a line each: the fleet's freeze, the policy's pause, the guard's hold.</summary>
    internal static IEnumerable<string> Stops(RolloutResult result, DateTimeOffset? now)
    {
        if (result.Freeze is { } freeze)
        {
            yield return $"every rollout is frozen {Stop(freeze, now)}; kse rollout unfreeze ends it";
        }

        if (result.Rollout?.Paused is { } paused && !(paused.Until <= now))
        {
            yield return $"paused {Stop(paused, now)}; kse rollout resume {result.Policy} goes on";
        }

        if (result.Rollout?.Hold is { } hold)
        {
            yield return $"held: {hold.Removed} of {hold.Total} placements would go; kse confirm {hold.Id} lets them";
        }
    }

    /// <summary>What was asked for instead of the newest decisions; null when nothing was.</summary>
    internal static string? Pinned(RolloutResult result, DateTimeOffset? now) => result.Rollout?.Pin is { } pin
        ? $"to release {pin.Release} by {pin.By}{Ago(pin.At, now)}{(pin.Reason.Length > 0 ? $": {pin.Reason}" : "")}; kse rollout retry {result.Policy} goes forward again"
        : null;

    /// <summary>What a person can do; null when nothing has to be done, or when the message says it.</summary>
    internal static string? Remedy(RolloutResult result)
    {
        if (result.Rollout?.Progress is not { } progress || progress.Message.Contains("kse ", StringComparison.Ordinal))
        {
            return null;
        }

        var (name, verb) = (result.Policy, "kse rollout");
        var wave = progress.Wave >= 0 && progress.Wave < progress.Waves.Count ? progress.Waves[progress.Wave] : null;
        return progress.Phase switch
        {
            RolloutPhase.Held when Asking.Contains(progress.Reason) || wave is { Verdict: "ask" } or { Phase: WavePhase.Waiting } => $"{verb} approve {name}, or {verb} abort {name}",
            RolloutPhase.Held => $"{verb} retry {name}, {verb} abort {name}, or a new change",
            RolloutPhase.Paused when result.Rollout.Paused is null => $"{verb} resume {name}",
            RolloutPhase.RolledBack or RolloutPhase.Aborted => $"{verb} retry {name}, {verb} undo {name}, or a new change",
            _ => null,
        };
    }

    /// <summary><c>release 5 (attempt 2, Undo to 3)</c>.</summary>
    internal static string Release(RolloutProgress progress)
    {
        var more = new List<string>();
        if (progress.Cause != RolloutCause.Change)
        {
            more.Add(progress.To is { } to ? $"{progress.Cause} to {to}" : progress.Cause.ToString());
        }

        if (progress.Attempt > 1)
        {
            more.Add($"attempt {progress.Attempt}");
        }

        return $"{progress.Number}{(more.Count > 0 ? $" ({string.Join(", ", more)})" : "")}";
    }

    /// <summary><c>Held, WaveFailed: 2 of 5 edges failed</c>; the phase alone when it says all.</summary>
    internal static string Standing(RolloutProgress progress) => (progress.Reason, progress.Message) switch
    {
        ("", "") => progress.Phase.ToString(),
        ("", var message) => $"{progress.Phase}: {message}",
        (var reason, "") => $"{progress.Phase}, {reason}",
        (var reason, var message) => $"{progress.Phase}, {reason}: {message}",
    };

    private static string Stop(StopRecord stop, DateTimeOffset? now) =>
        $"by {stop.By}{Ago(stop.Since, now)}{(stop.Until is { } until ? $" until {Instant(until)}" : "")}{(stop.Reason.Length > 0 ? $": {stop.Reason}" : "")}";

    private static string Ago(DateTimeOffset at, DateTimeOffset? now) => now is { } present ? $" {Ages.Show(at, present)} ago" : "";

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
