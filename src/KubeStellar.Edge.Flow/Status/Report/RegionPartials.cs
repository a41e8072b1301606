using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>What a region sends up beside its reports: what all edges below it amount to, and how far the rollout inside is. The newest only, however often it changes.</summary>
internal sealed class RegionPartials : IPartialMaker, IFleetObserver, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PolicyKey, FleetPartial> _fleets = [];
    private readonly HashSet<PolicyKey> _again = [];
    private readonly IRegionRollouts? _rollouts;
    private IReadOnlyDictionary<PolicyKey, RegionRollout> _refused = new Dictionary<PolicyKey, RegionRollout>();

    public RegionPartials(IEnumerable<IRegionRollouts> rollouts)
    {
        _rollouts = rollouts.FirstOrDefault();
        if (_rollouts is not null)
        {
            _rollouts.Changed += News;
        }
    }

    /// <summary>Raised after a policy has something new to say; must return at once.</summary>
    public event Action<PolicyKey>? Renewed;

    /// <summary>The region's id.</summary>
    public string Region { get; set; } = "";

    /// <inheritdoc/>
    public bool AnyAgain => false;

    /// <inheritdoc/>
    public bool Fleeting => true;

    /// <summary>What a policy's edges amount to; null when nothing is known.</summary>
    public FleetPartial? Fleet(PolicyKey policy)
    {
        lock (_gate)
        {
            return _fleets.GetValueOrDefault(policy);
        }
    }

    /// <summary>Policies that this hub could not take: what it has of them stays, and its parent is told why they do not roll out here.</summary>
    public void Refuse(IReadOnlyDictionary<PolicyKey, RegionRollout> refused)
    {
        IReadOnlyDictionary<PolicyKey, RegionRollout> before;
        lock (_gate)
        {
            (before, _refused) = (_refused, refused);
        }

        foreach (var policy in before.Keys.Union(refused.Keys).Where(policy => before.GetValueOrDefault(policy) != refused.GetValueOrDefault(policy)))
        {
            News(policy);
        }
    }

    /// <inheritdoc/>
    public void Changed(PolicyKey policy, FleetPartial? fleet)
    {
        lock (_gate)
        {
            if (fleet is null)
            {
                _fleets.Remove(policy);
            }
            else
            {
                _fleets[policy] = fleet;
            }
        }

        News(policy);
    }

    /// <inheritdoc/>
    public bool IsAgain(PolicyKey policy)
    {
        lock (_gate)
        {
            return _again.Contains(policy);
        }
    }

    /// <inheritdoc/>
    public void TryAgain(PolicyKey policy)
    {
        lock (_gate)
        {
            _again.Add(policy);
        }
    }

    /// <inheritdoc/>
    public void Settle(PolicyKey policy)
    {
        // What came while it was made is said next time.
    }

    /// <inheritdoc/>
    public void Become(EdgeRecord edge)
    {
        // A region's labels go into nothing that it sends.
    }

    /// <inheritdoc/>
    public Task<PartialRecord?> MakeAsync(PolicyView view, ReportRecord report, CancellationToken token)
    {
        FleetPartial? fleet;
        RegionRollout? refused;
        lock (_gate)
        {
            _again.Remove(view.Policy);
            refused = _refused.GetValueOrDefault(view.Policy);
            fleet = _fleets.GetValueOrDefault(view.Policy);
        }

        return Task.FromResult(view.Manifest is not { } manifest ? null : new PartialRecord
        {
            Edge = Region,
            Policy = view.Policy,
            Bundle = manifest.Record.Bundle,
            Sequence = report.Sequence,
            Fleet = fleet is null ? null : FleetLimits.Fit(fleet),
            Rollout = refused is not null && refused.Manifest == manifest.Digest ? refused : _rollouts?.Of(view.Policy, manifest.Digest),
        });
    }

    /// <inheritdoc/>
    public Task ForgetAsync(PolicyKey policy, CancellationToken token)
    {
        lock (_gate)
        {
            _again.Remove(policy);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rollouts is not null)
        {
            _rollouts.Changed -= News;
        }
    }

    private void News(PolicyKey policy)
    {
        TryAgain(policy);
        Renewed?.Invoke(policy);
    }
}
