using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Judges all of a manifest's objects at one edge by the head of a report that speaks of that manifest. Costs what there is to say, not what there is. Pure.</summary>
internal static class EdgeJudge
{
    /// <summary>Whether all are applied, all are ready, any failed, and the first failure, <c>object: reason</c>.</summary>
    internal static (bool Applied, bool Ready, bool Failed, string Failure) Judge(ManifestRecord manifest, ReportHead report)
    {
        var (applied, ready, failed, failure) = (true, true, false, "");
        if (report is { Plain: true, Noted.Count: 0 })
        {
            return (applied, ready, failed, failure);
        }

        var plain = PlainReports.Of(manifest);
        foreach (var key in report.Plain ? report.Noted.Keys : plain.Keys)
        {
            if (!plain.TryGetValue(key, out var wanted))
            {
                continue;
            }

            var verdict = ObjectJudge.Judge(wanted.Content, report.Noted.GetValueOrDefault(key), true);
            applied &= verdict.Applied;
            ready &= verdict.Phase == ObjectPhase.Ready;
            if (verdict.Phase != ObjectPhase.Failed)
            {
                continue;
            }

            failed = true;
            if (failure.Length == 0)
            {
                failure = verdict.Message.Length > 0 ? $"{key}: {verdict.Reason}: {verdict.Message}" : $"{key}: {verdict.Reason}";
            }
        }

        return (applied, ready, failed, failure);
    }
}
