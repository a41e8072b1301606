using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>
/// Edges that follow their roots and report as real ones do, when the test says so. What they reported outlives a hub; who is in reach does not: a new hub has heard nobody.
/// </summary>
internal sealed class FakeEdges : IHubReports, IEdgePresence
{
    private readonly ConcurrentDictionary<(string Edge, PolicyKey Policy), (ReportHead Head, ReportRecord Whole)> _reports = new();
    private readonly ConcurrentDictionary<(string Edge, PolicyKey Policy), PartialRecord> _partials = new();
    private readonly ConcurrentDictionary<string, PresenceState> _presence = new(StringComparer.Ordinal);
    private TestHub? _hub;
    private long _sequence;

    /// <summary>Called when a report is read: what happens in the middle of a count.</summary>
    public Action Meanwhile { get; set; } = static () => { };

    /// <inheritdoc/>
    public bool Settling { get; set; }

    /// <summary>A hub started.</summary>
    public void Attach(TestHub hub)
    {
        _hub = hub;
        _presence.Clear();
    }

    /// <inheritdoc/>
    public Task<ReportRecord?> ReadAsync(string edge, PolicyKey policy, CancellationToken token) => Task.FromResult<ReportRecord?>(_reports.GetValueOrDefault((edge, policy)).Whole);

    /// <inheritdoc/>
    public ReportHead? Head(string edge, PolicyKey policy)
    {
        Meanwhile();
        return _reports.GetValueOrDefault((edge, policy)).Head;
    }

    /// <inheritdoc/>
    public PartialRecord? Partial(string edge, PolicyKey policy) => _partials.GetValueOrDefault((edge, policy));

    /// <summary>A region tells how its own rollout stands.</summary>
    public void Tell(string region, PolicyKey policy, RegionRollout rollout)
    {
        var partial = new PartialRecord { Edge = region, Policy = policy, Bundle = default, Sequence = Interlocked.Increment(ref _sequence), Rollout = rollout };
        _partials[(region, policy)] = partial;
        _hub!.Told(told => told.Reported(region, policy, null, partial));
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReportHead> Heads(string edge) => [.. _reports.Where(pair => pair.Key.Edge == edge).Select(pair => pair.Value.Head)];

    /// <inheritdoc/>
    public PresenceState? Of(string edge) => _presence.GetValueOrDefault(edge);

    /// <summary>An edge takes up its durable root, applies it whole, and says so.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="health">Health of all of its objects.</param>
    /// <param name="applied">Whether it could apply them.</param>
    public async Task FollowAsync(string edge, Health health = Health.Current, bool applied = true)
    {
        if (_hub!.Desired.Root(edge)?.Root is not { } root)
        {
            Beat(edge, RootVersion.None);
            return;
        }

        Beat(edge, root.Version);
        foreach (var entry in root.Policies)
        {
            var manifest = (await _hub.Desired.ManifestAsync(entry.Manifest, default))!;
            Say(edge, entry.Policy, manifest, entry.Manifest, root.Version, health, applied);
        }

        foreach (var (key, _) in _reports.Where(pair => pair.Key.Edge == edge && root.Policies.All(entry => entry.Policy != pair.Key.Policy)).ToList())
        {
            _reports.TryRemove(key, out _);
            _hub.Told(told => told.Reported(edge, key.Policy, null, null));
        }
    }

    /// <summary>An edge reports on one policy.</summary>
    public void Say(string edge, PolicyKey policy, ManifestRecord manifest, Digest digest, RootVersion version, Health health = Health.Current, bool applied = true)
    {
        var objects = manifest.Objects.ToDictionary(
            item => item.Key.ToString(),
            item => new ReportObject
            {
                Content = item.Content,
                Applied = applied,
                ObservedAfterApply = applied,
                Health = applied ? health : Health.Failed,
                Reason = applied ? "" : "WriteFailed",
                Message = applied ? "" : "the disk said no",
            });
        var report = new ReportRecord
        {
            Edge = edge,
            Policy = policy,
            Manifest = digest,
            Epoch = version.Epoch,
            Revision = version.Revision,
            Sequence = Interlocked.Increment(ref _sequence),
            Objects = new(objects, StringComparer.Ordinal),
        };
        // A test may say one manifest and mean the objects of another: nothing is left out of the head.
        var head = ReportHeads.Of(report, null);
        _reports[(edge, policy)] = (head, report);
        _hub!.Told(told => told.Reported(edge, policy, head, null));
    }

    /// <summary>An edge is heard.</summary>
    public void Beat(string edge, RootVersion version, params Condition[] conditions)
    {
        _presence[edge] = new PresenceState(true, new HeartbeatMessage { Edge = edge, Epoch = version.Epoch, Revision = version.Revision, Conditions = conditions }, _hub!.Time.GetUtcNow());
        _hub.Told(told => told.PresenceChanged(edge, new EdgePresence(true, version, "")));
    }

    /// <summary>An edge missed its heartbeats.</summary>
    public void Lose(string edge)
    {
        if (_presence.TryGetValue(edge, out var known))
        {
            _presence[edge] = known with { Reachable = false };
        }

        _hub!.Told(told => told.PresenceChanged(edge, new EdgePresence(false, RootVersion.None, "")));
    }

    /// <summary>The hub has waited long enough for edges that it did not hear since it started.</summary>
    public void Settle(IEnumerable<string> edges)
    {
        Settling = false;
        foreach (var edge in edges.Where(edge => !_presence.ContainsKey(edge)))
        {
            _hub!.Told(told => told.PresenceChanged(edge, default));
        }
    }
}
