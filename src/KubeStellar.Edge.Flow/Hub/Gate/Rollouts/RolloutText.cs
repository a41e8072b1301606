using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>What people are told of a rollout, besides its record.</summary>
internal static class RolloutText
{
    /// <summary>Reason of a policy whose rollout is on its way.</summary>
    public const string RollingOut = "RollingOut";

    /// <summary>The state of a policy by its rollout.</summary>
    public static (PolicyPhase Phase, string Reason, string Message, string Location) StateOf(RolloutProgress? progress) => progress?.Phase switch
    {
        null or RolloutPhase.Complete or RolloutPhase.Superseded => (PolicyPhase.Ready, "", "", ""),
        RolloutPhase.Held or RolloutPhase.Paused or RolloutPhase.Waiting when progress.Phase != RolloutPhase.Waiting || progress.Reason == RolloutReasons.Frozen => (PolicyPhase.Held, progress.Reason, $"{Wave(progress)}{progress.Message}", ""),
        RolloutPhase.RolledBack => (PolicyPhase.Held, "RolledBack", $"release {progress.Number} was taken back: {progress.Message}; apply a better version, or kse rollout retry", ""),
        RolloutPhase.Aborted => (PolicyPhase.Held, "Aborted", $"release {progress.Number}: {progress.Message}; apply another version, or kse rollout retry", ""),
        RolloutPhase.RollingBack => (PolicyPhase.Ready, "RollingBack", $"release {progress.Number} is taken back: {progress.Message}{(progress.Waits is { } waits ? $"; {waits}" : "")}", ""),
        RolloutPhase.Waiting => (PolicyPhase.Ready, progress.Reason, $"{Wave(progress)}{progress.Message}", ""),
        _ => (PolicyPhase.Ready, RollingOut, Wave(progress).TrimEnd(':', ' '), ""),
    };

    /// <summary>Why an edge waits, for <c>kse explain</c>.</summary>
    public static string Explain(RolloutProgress progress) => progress.Phase switch
    {
        RolloutPhase.RolledBack or RolloutPhase.RollingBack => $"release {progress.Number} was taken back: {progress.Message}",
        RolloutPhase.Aborted => $"release {progress.Number} was ended: {progress.Message}",
        _ => $"it waits for its wave: {Wave(progress)}{(progress.Message.Length > 0 ? progress.Message : progress.Phase.ToString())}",
    };

    private static string Wave(RolloutProgress progress) =>
        progress.Wave < progress.Waves.Count ? $"wave {progress.Wave + 1} of {progress.Waves.Count} ({progress.Waves[progress.Wave].Name}) of release {progress.Number}: " : "";
}
