using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;

/// <summary>Words that orders and their refusals share.</summary>
internal static class OrderText
{
    /// <summary>Who asks; clients that do not say it are one.</summary>
    public static string Who(RolloutRequest request) => request.Actor.Length > 0 ? request.Actor : "api";

    /// <summary>A wave as people count: from 1, with its name.</summary>
    public static string Wave(RolloutProgress progress, int index) => $"wave {index + 1} ({progress.Waves[index].Name})";

    /// <summary>How the newest rollout stands, as the end of a sentence.</summary>
    public static string Standing(RolloutRecord record) => record.Progress switch
    {
        null => "it has had none yet",
        { Phase: RolloutPhase.Complete } done => $"that of release {done.Number} is complete",
        { Phase: RolloutPhase.Superseded } over => $"that of release {over.Number} was replaced by a newer change",
        { Phase: RolloutPhase.RollingBack } back => $"that of release {back.Number} is being taken back{Because(back)}",
        { Phase: RolloutPhase.RolledBack } back => $"that of release {back.Number} was taken back{Because(back)}",
        { Phase: RolloutPhase.Aborted } ended => $"that of release {ended.Number} was aborted{Because(ended)}",
        { } one => $"that of release {one.Number} is {one.Phase.ToString().ToLowerInvariant()}{Because(one)}",
    };

    public static RequestRefusedException Refuse(string message) => RequestRefusedException.Because("conflict", message);

    private static string Because(RolloutProgress progress) => progress.Message.Length > 0 ? $" ({progress.Message})" : "";
}
