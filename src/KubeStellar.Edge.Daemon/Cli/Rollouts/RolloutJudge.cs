using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>Whether a policy's rollout is done, failed, or on its way; meant for a hub that has decided and published all that it accepted, else it speaks of an older rollout.</summary>
/// <param name="Done">It is complete, or there is nothing to roll out.</param>
/// <param name="Failed">It ended otherwise, and goes on only when a person says so.</param>
/// <param name="Text">What is missing or wrong; empty when it is done.</param>
internal sealed record RolloutJudge(bool Done, bool Failed, string Text)
{
    private static readonly RolloutJudge Good = new(true, false, "");

    /// <param name="policy">An item of the listing of policies.</param>
    /// <param name="rollout">Its rollout; null when it has none.</param>
    internal static RolloutJudge Of(JsonView policy, RolloutRecord? rollout)
    {
        var (name, phase) = (policy.Text("name"), policy.Text("state.phase", "phase"));
        return (phase, rollout) switch
        {
            // The policy itself is held by that.
            ("Ready" or "Held", { Hold: null, Progress: { Phase: RolloutPhase.RolledBack or RolloutPhase.Aborted } ended }) => new(false, true, Ended(name, ended)),
            (not "Ready", _) => Missing($"policy {name} is {phase}: {policy.Text("state.reason")} {policy.TextOrEmpty("state.location")} {policy.TextOrEmpty("state.message")}".TrimEnd()),
            (_, { Hold: { } hold }) => Missing($"policy {name} is held: kse confirm {hold.Id}"),
            (_, null or { Progress: null or { Phase: RolloutPhase.Complete } }) => Good,
            (_, { Progress: { Phase: RolloutPhase.Superseded } }) => Missing($"policy {name}: a newer change takes the place of its rollout"),
            (_, { Progress: { } progress, Paused: var paused }) => Missing(
                $"policy {name}: wave {Math.Min(progress.Wave + 1, Math.Max(1, progress.Waves.Count))} of {progress.Waves.Count}, {StatusWords.Standing(progress)}{(paused is null ? "" : $" (paused by {paused.By})")}"),
        };
    }

    private static RolloutJudge Missing(string text) => new(false, false, text);

    private static string Ended(string name, RolloutProgress progress) =>
        $"the rollout of {name} {(progress.Phase == RolloutPhase.Aborted ? "was aborted" : "was rolled back")}{(progress.Message.Length > 0 ? $": {progress.Message}" : progress.Reason.Length > 0 ? $": {progress.Reason}" : "")}";
}
