using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>A fleet of which nothing was heard yet.</summary>
internal sealed class SideQuiet : IEdgePresence, IHubReports, IHubSummaries, IBucketGuard, IStatusBack
{
    public PresenceState? Of(string edge) => null;

    public ReportHead? Head(string edge, PolicyKey policy) => null;

    public Task<ReportRecord?> ReadAsync(string edge, PolicyKey policy, CancellationToken token) => Task.FromResult<ReportRecord?>(null);

    public PartialRecord? Partial(string edge, PolicyKey policy) => null;

    public IReadOnlyList<ReportHead> Heads(string edge) => [];

    public SummaryRecord? Of(PolicyKey policy) => null;

    public Task<BackStatus?> OfAsync(string workspace, ObjectKey key, CancellationToken token) => Task.FromResult<BackStatus?>(null);

    public Task<IReadOnlyList<BackStatus>> AllAsync(string workspace, CancellationToken token) => Task.FromResult<IReadOnlyList<BackStatus>>([]);

    public Task PrepareAsync(CancellationToken token) => Task.CompletedTask;

    public Task AcceptAsync(CancellationToken token) => Task.CompletedTask;
}
