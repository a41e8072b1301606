using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;

/// <summary>Tries a rollout again, from its first wave; after <c>undo</c> it goes forward again to the newest decisions.</summary>
internal static class RetryOrder
{
    public static RolloutRecord Apply(RolloutRecord record, RolloutRequest request, DateTimeOffset now) =>
        record.Pin is null ? Again(record, now) : Forward(record, OrderText.Who(request), now);

    private static RolloutRecord Again(RolloutRecord record, DateTimeOffset now)
    {
        var name = record.Policy.Name;
        return record.Progress switch
        {
            { Phase: RolloutPhase.RolledBack or RolloutPhase.RollingBack or RolloutPhase.Aborted or RolloutPhase.Held } progress => record with { Progress = First(progress, now) },
            { Phase: RolloutPhase.Paused } => throw OrderText.Refuse($"the rollout of {name} is paused; kse rollout resume {name} goes on with it"),
            { Ended: false } => throw OrderText.Refuse($"the rollout of {name} runs{(record.Progress.Message is { Length: > 0 } why ? $": {why}" : "")}; kse rollout abort {name} ends it"),
            _ => throw OrderText.Refuse($"no rollout of {name} has to be tried again: {OrderText.Standing(record)}"),
        };
    }

    // What was asked for instead of the newest decisions is not any more. A rollout that makes it has lost its aim; one that does not is tried again if it has to be.
    private static RolloutRecord Forward(RolloutRecord record, string who, DateTimeOffset now)
    {
        var free = record with { Pin = null };
        return record.Progress switch
        {
            { Cause: RolloutCause.Undo, Phase: not (RolloutPhase.Complete or RolloutPhase.Superseded) } progress => free with
            {
                Progress = progress with
                {
                    Phase = RolloutPhase.Superseded,
                    Reason = "Retried",
                    Message = $"{who} asked for the newest release again",
                    Since = now,
                    EndedAt = progress.EndedAt ?? now,
                },
            },
            { Cause: not RolloutCause.Undo, Phase: RolloutPhase.RolledBack or RolloutPhase.RollingBack or RolloutPhase.Aborted or RolloutPhase.Held } => Again(free, now),
            _ => free,
        };
    }

    private static RolloutProgress First(RolloutProgress progress, DateTimeOffset now) => progress with
    {
        Attempt = progress.Attempt + 1,
        Cause = progress.Cause == RolloutCause.Fleet ? RolloutCause.Fleet : RolloutCause.Retry,
        Phase = RolloutPhase.Progressing,
        Reason = "",
        Message = "",
        Waits = null,
        StartedAt = now,
        Since = now,
        EndedAt = null,
        Wave = 0,
        Waves = [.. progress.Waves.Select(wave => new WaveRecord { Name = wave.Name, Rule = wave.Rule, Edges = wave.Edges, BeganAt = wave.OpenedAt ?? wave.BeganAt ?? (wave.Phase == WavePhase.Passed ? wave.EndedAt : null) })],
    };
}
