using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>A fleet of which nothing was heard yet.</summary>
internal sealed class SideQuiet : IEdgePresence, IHubReports, IHubSummaries, IBucketGuard, IStatusBack
{
    public PresenceState? Of(string edge) => null;

    public ReportRecord? Report(string edge, PolicyKey policy) => null;

    public PartialRecord? Partial(string edge, PolicyKey policy) => null;

    public IReadOnlyList<ReportRecord> OfEdge(string edge) => [];

    public SummaryRecord? Of(PolicyKey policy) => null;

    public BackStatus? Of(string workspace, ObjectKey key) => null;

    public IReadOnlyList<BackStatus> All(string workspace) => [];

    public Task PrepareAsync(CancellationToken token) => Task.CompletedTask;

    public Task AcceptAsync(CancellationToken token) => Task.CompletedTask;
}
