using System.Text.Json;

namespace KubeStellar.Edge.Flow.State.Rollouts.Reading;

/// <summary>Reads what the policy host makes of a checked declaration: every member is there.</summary>
internal static class RolloutReading
{
    internal static RolloutRule Rollout(JsonElement shape)
    {
        var rollout = new Node(shape, "rollout");
        var waves = rollout["waves"];
        return new RolloutRule
        {
            Waves = waves.List(WaveReading.Wave) is { Count: > 0 } rules ? rules : throw waves.Wrong("there is none"),
            WaitsForUnreachable = rollout["unreachable"].Text() switch { "wait" => true, "catchUp" => false, var other => throw rollout["unreachable"].Wrong($"there is no word \"{other}\"") },
            MaxUnreachable = rollout["maxUnreachable"].Number(0, 1),
            OnFailure = rollout["onFailure"].Word<FailureAction>(),
            Rollback = rollout["rollback"].Word<RollbackScope>(),
            Regions = rollout.Find("regions")?.Word<RegionMode>() ?? RegionMode.Share,
            Inconclusive = new InconclusiveRule(rollout["inconclusive"]["action"].Word<InconclusiveAction>(), rollout["inconclusive"]["after"].ValueOrNull(node => node.Span())),
            After = rollout["after"].List(name => name.Name()),
            Windows = rollout["windows"].List(TimeReading.Window),
            Freezes = rollout["freezes"].List(TimeReading.Freeze),
            Inputs = InputReading.Inputs(rollout["inputs"]),
            Every = Every(rollout["every"]),
        };
    }

    /// <summary>A gate that is asked without a pause would keep everybody else waiting.</summary>
    private static TimeSpan Every(Node node) => node.Span() is var every && every >= TimeSpan.FromSeconds(1) ? every : throw node.Wrong("at least 1 s is expected");
}
