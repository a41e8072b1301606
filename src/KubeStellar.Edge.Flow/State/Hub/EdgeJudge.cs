using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Judges all of a manifest's objects at one edge by a report that speaks of that manifest. Pure.</summary>
internal static class EdgeJudge
{
    /// <summary>Whether all are applied, all are ready, any failed, and the first failure, <c>object: reason</c>.</summary>
    internal static (bool Applied, bool Ready, bool Failed, string Failure) Judge(ManifestRecord manifest, ReportRecord report)
    {
        var (applied, ready, failed, failure) = (true, true, false, "");
        foreach (var entry in manifest.Objects)
        {
            var verdict = ObjectJudge.Judge(entry.Content, report.Objects.GetValueOrDefault(entry.Key.ToString()), true);
            applied &= verdict.Applied;
            ready &= verdict.Phase == ObjectPhase.Ready;
            if (verdict.Phase != ObjectPhase.Failed)
            {
                continue;
            }

            failed = true;
            if (failure.Length == 0)
            {
                failure = verdict.Message.Length > 0 ? $"{entry.Key}: {verdict.Reason}: {verdict.Message}" : $"{entry.Key}: {verdict.Reason}";
            }
        }

        return (applied, ready, failed, failure);
    }
}
