using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;

/// <summary>
/// What people order of one policy's rollouts, each a change of its record and nothing else: the flow acts on what the record says. An order that has no meaning as the
/// rollout stands is refused with what to do instead, so that whoever repeats one after a lost answer learns that it was done.
/// </summary>
internal static class RolloutOrders
{
    /// <summary>The record after the order.</summary>
    /// <exception cref="RequestRefusedException">It means nothing as the rollout stands.</exception>
    public static RolloutRecord Apply(RolloutRecord record, RolloutRequest request, DateTimeOffset now) => request.Action switch
    {
        RolloutActions.Pause => Pause(record, request, now),
        RolloutActions.Resume => Resume(record, now),
        RolloutActions.Approve => ApproveOrder.Apply(record, request, now),
        RolloutActions.Abort => Abort(record, request, now),
        RolloutActions.Retry => RetryOrder.Apply(record, request, now),
        RolloutActions.Undo => UndoOrder.Apply(record, request, now),
        _ => throw RequestRefusedException.Because("invalid", $"'{request.Action}' is nothing to do with a policy's rollout; there are {string.Join(", ", RolloutActions.All)}"),
    };

    private static RolloutRecord Pause(RolloutRecord record, RolloutRequest request, DateTimeOffset now) => Stops.InForce(record.Paused, now) is { } paused
        ? throw Refuse($"rollouts of {record.Policy.Name} are paused already, {Stops.Describe(paused)}; kse rollout resume {record.Policy.Name} ends it")
        : record with { Paused = Stops.Of(request, now) };

    private static RolloutRecord Resume(RolloutRecord record, DateTimeOffset now)
    {
        var name = record.Policy.Name;
        var gates = record.Progress is { Phase: RolloutPhase.Paused } || (record.Progress is { Ended: false, Phase: not RolloutPhase.RollingBack } running && Current(running) is { Verdict: "pause" });
        if (!gates && Stops.InForce(record.Paused, now) is null)
        {
            throw Refuse($"nothing of {name} is paused: {OrderText.Standing(record)}");
        }

        return record with
        {
            Paused = null,
            Progress = gates ? Resumed(record.Progress!, now) : record.Progress,
        };
    }

    private static WaveRecord? Current(RolloutProgress progress) => progress.Waves.ElementAtOrDefault(progress.Wave);

    /// <summary>The gate's pause is over, and what it said before that counts no more.</summary>
    private static RolloutProgress Resumed(RolloutProgress progress, DateTimeOffset now) => progress with
    {
        Phase = RolloutPhase.Progressing,
        Reason = "",
        Message = "",
        Since = now,
        Waves = Current(progress) is { Verdict: "pause" } paused
            ? [.. progress.Waves.Select(wave => ReferenceEquals(wave, paused) ? wave with { Verdict = "", Reason = "", VerdictSince = now } : wave)]
            : progress.Waves,
    };

    private static RolloutRecord Abort(RolloutRecord record, RolloutRequest request, DateTimeOffset now)
    {
        var name = record.Policy.Name;
        if (record.Progress is not { Ended: false } progress)
        {
            throw Refuse($"no rollout of {name} runs: {OrderText.Standing(record)}{(record.Releases.Count > 1 ? $"; kse rollout undo {name} goes back to an earlier release" : "")}");
        }

        if (progress.Phase == RolloutPhase.RollingBack && !request.Keep)
        {
            throw Refuse($"the rollout of {name} is being taken back already; kse rollout abort {name} --keep ends that, and edges keep what they have");
        }

        var why = $"{OrderText.Who(request)} aborted it{(request.Reason.Length > 0 ? $": {request.Reason}" : "")}";
        progress = progress with { Reason = "Aborted", Message = why, Since = now };
        return record with
        {
            Progress = request.Keep ? progress with { Phase = RolloutPhase.Aborted, EndedAt = now, Waits = null } : progress with { Phase = RolloutPhase.RollingBack },
        };
    }

    private static RequestRefusedException Refuse(string message) => OrderText.Refuse(message);
}
