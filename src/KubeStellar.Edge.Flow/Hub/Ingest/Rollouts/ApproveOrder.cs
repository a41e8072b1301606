using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;

/// <summary>Lets a wave open, now or when its turn comes, or lets the one whose gate asks pass.</summary>
internal static class ApproveOrder
{
    public static RolloutRecord Apply(RolloutRecord record, RolloutRequest request, DateTimeOffset now)
    {
        var name = record.Policy.Name;
        if (record.Progress is not { Ended: false } progress)
        {
            throw OrderText.Refuse($"no rollout of {name} runs: {OrderText.Standing(record)}");
        }

        if (progress.Phase == RolloutPhase.RollingBack)
        {
            throw OrderText.Refuse($"the rollout of {name} is being taken back{Colon(progress.Message)}; kse rollout retry {name} goes forward again, and its waves are then approved anew");
        }

        var index = request.Wave ?? progress.Wave;
        if (index < 0 || index >= progress.Waves.Count)
        {
            throw OrderText.Refuse(progress.Waves.Count == 0 ? $"the rollout of {name} has no waves" : $"the rollout of {name} has {progress.Waves.Count} waves; there is none with number {index + 1L}");
        }

        var wave = progress.Waves[index];
        var approval = new ApprovalRecord(OrderText.Who(request), request.Reason, now);
        var next = wave.Phase switch
        {
            WavePhase.Waiting when index >= progress.Wave => Opened(progress, index, approval),
            WavePhase.Open or WavePhase.Soaking => Passed(name, progress, index, approval),
            WavePhase.RolledBack => throw OrderText.Refuse($"{OrderText.Wave(progress, index)} of {name} was taken back; kse rollout retry {name} goes forward again"),
            _ => throw OrderText.Refuse($"{OrderText.Wave(progress, index)} of {name} has passed already{Instead(name, progress)}"),
        };
        return record with { Progress = progress with { Waves = [.. progress.Waves.Select((one, i) => i == index ? next : one)] } };
    }

    private static WaveRecord Opened(RolloutProgress progress, int index, ApprovalRecord approval)
    {
        var wave = progress.Waves[index];
        return wave.Approvals.FirstOrDefault(one => one.By == approval.By) is { } given
            ? throw OrderText.Refuse($"{given.By} has approved {OrderText.Wave(progress, index)} already; where more approvals are asked for, they are other people's")
            : wave with { Approvals = [.. wave.Approvals, approval] };
    }

    private static WaveRecord Passed(string name, RolloutProgress progress, int index, ApprovalRecord approval)
    {
        var wave = progress.Waves[index];
        if (wave.Passed is { } passed)
        {
            throw OrderText.Refuse($"{passed.By} has let {OrderText.Wave(progress, index)} of {name} pass already");
        }

        var asks = wave.Verdict == "ask" || (index == progress.Wave && RolloutReasons.TakesApproval(progress.Reason));
        return asks
            ? wave with { Passed = approval }
            : throw OrderText.Refuse($"{OrderText.Wave(progress, index)} of {name} is open, and nothing of it waits for approval{Colon(progress.Message)}{Instead(name, progress)}");
    }

    // The wave that a person can approve in advance.
    private static string Instead(string name, RolloutProgress progress)
    {
        var next = Enumerable.Range(0, progress.Waves.Count).FirstOrDefault(i => i >= progress.Wave && progress.Waves[i].Phase == WavePhase.Waiting, -1);
        return next < 0 ? "" : $"; kse rollout approve {name} --wave {next + 1} approves {OrderText.Wave(progress, next)}";
    }

    private static string Colon(string message) => message.Length > 0 ? $": {message}" : "";
}
