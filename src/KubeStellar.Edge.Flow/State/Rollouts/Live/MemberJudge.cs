using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>How far one edge is with one manifest: what counts is a report on exactly that, at or above the root that named it. Pure.</summary>
internal static class MemberJudge
{
    /// <summary>How far it is.</summary>
    /// <param name="target">What it is to have; null: nothing of the policy.</param>
    /// <param name="report">Its newest report; null when there is none.</param>
    /// <param name="floor">The root that let it go.</param>
    /// <param name="presence">What its heartbeats say; null when it was never heard.</param>
    public static MemberState Judge(ManifestRef? target, ReportHead? report, RootVersion floor, HeartbeatMessage? presence)
    {
        var state = Reported(target, report, floor, presence);
        return state is MemberState.OnItsWay or MemberState.Applied && ObjectJudge.TroubleOf(presence) is not null ? MemberState.Stalled : state;
    }

    private static MemberState Reported(ManifestRef? target, ReportHead? report, RootVersion floor, HeartbeatMessage? presence)
    {
        if (target is null)
        {
            // Nothing is left when the edge follows the root that says so and speaks of the policy no more.
            return report is null && presence is not null && new RootVersion(presence.Epoch, presence.Revision) >= floor ? MemberState.Ready : MemberState.OnItsWay;
        }

        if (report is null || report.Manifest != target.Digest || target.Record is null || new RootVersion(report.Epoch, report.Revision) < floor)
        {
            return MemberState.OnItsWay;
        }

        var (applied, ready, failed, _) = EdgeJudge.Judge(target.Record, report);
        return failed ? MemberState.Failed : ready ? MemberState.Ready : applied ? MemberState.Applied : MemberState.OnItsWay;
    }
}
