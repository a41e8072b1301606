using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Rollouts.Live;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>What this hub knows of its edges; reports and presence where it has them.</summary>
internal sealed class MemberNews(IHubDesired desired, IEnumerable<IHubReports> reports, IEnumerable<IEdgePresence> presences) : IMemberNews
{
    private readonly IHubReports? _reports = reports.FirstOrDefault();
    private readonly IEdgePresence? _presences = presences.FirstOrDefault();

    /// <inheritdoc/>
    public bool Hears => _presences is not null;

    /// <inheritdoc/>
    public bool Settling => _presences?.Settling == true;

    /// <inheritdoc/>
    public RootVersion? Root(string edge) => desired.Root(edge)?.Root.Version;

    /// <inheritdoc/>
    public ReportHead? Report(string edge, PolicyKey policy) => _reports?.Head(edge, policy);

    /// <inheritdoc/>
    public RegionRollout? Rollout(string edge, PolicyKey policy) => _reports?.Partial(edge, policy)?.Rollout;

    /// <inheritdoc/>
    public PresenceState? Presence(string edge) => _presences?.Of(edge);
}
