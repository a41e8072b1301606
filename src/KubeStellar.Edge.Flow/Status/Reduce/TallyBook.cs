using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>All tallies, and what is known of each edge beside them. Used by one thread.</summary>
internal sealed class TallyBook(IHubDesired desired, IHubInventory inventory, StoredContents contents)
{
    private static readonly EdgePresence Unheard = new(true, RootVersion.None, "");

    private readonly Dictionary<PolicyKey, PolicyTally> _tallies = [];
    private readonly Dictionary<string, EdgePresence> _presence = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<PolicyKey>> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Edge, PolicyKey Policy), (ReportHead Report, PartialRecord? Partial)> _early = [];
    private readonly Dictionary<(string Edge, PolicyKey Policy), ChildPartial> _earlyChildren = [];
    private readonly Dictionary<(string Edge, PolicyKey Policy), RootVersion> _unread = [];
    private readonly Dictionary<string, EdgeRecord> _records = new(StringComparer.Ordinal);
    private long _glanced = -1;

    internal IReadOnlyCollection<PolicyTally> Tallies => _tallies.Values;

    internal PolicyTally Of(PolicyKey policy) =>
        _tallies.TryGetValue(policy, out var tally) ? tally : _tallies[policy] = new PolicyTally(policy, LabelOf);

    internal void Remove(PolicyKey policy) => _tallies.Remove(policy);

    /// <summary>Until its first heartbeat an edge has the benefit of the doubt; the presence watch ends it.</summary>
    internal EdgePresence PresenceOf(string edge) =>
        _presence.GetValueOrDefault(edge, Unheard);

    internal async Task TakeAsync(FeedItem item, CancellationToken token)
    {
        if (item.Roots is { } roots)
        {
            for (var i = 0; i < roots.Count; i++)
                await RootAsync(roots[i], token);
        }
        else if (item is { IsChild: true, Edge: { } region, Policy: { } of })
        {
            Combine(region, of, item.Child);
        }
        else if (item is { Edge: { } edge, Policy: { } policy })
        {
            Report(edge, policy, item.Report, item.Partial);
        }
        else if (item is { Edge: { } who, Presence: { } presence })
        {
            _presence[who] = presence;
            Judge(who);
        }
    }

    /// <summary>Tries again to read manifests that could not be read.</summary>
    internal async Task RetryAsync(CancellationToken token)
    {
        foreach (var ((edge, policy), version) in _unread.ToList())
        {
            if (Of(policy).Row(edge) is { } row && row.Manifest is null)
                await WantAsync(edge, policy, row.Wanted, version, row.SinceBefore, token);
            else
                _unread.Remove((edge, policy));
        }
    }

    /// <summary>What changes without news: labels of edges, waves of rollouts.</summary>
    internal async Task GlanceAsync(CancellationToken token)
    {
        var version = inventory.EdgesVersion;
        foreach (var record in version == _glanced ? [] : inventory.Edges)
        {
            if (ReferenceEquals(_records.GetValueOrDefault(record.Id), record))
                continue;
            _records[record.Id] = record;
            Judge(record.Id);
        }

        _glanced = version;
        foreach (var tally in _tallies.Values)
        {
            var progress = desired.Rollout(tally.Policy)?.Progress;
            var plan = progress is { Waves.Count: > 0 } ? progress.Plan : default;
            if (plan == tally.Plan)
                continue;
            if (plan.IsZero)
                tally.Regroup(tally.By, plan, null, PresenceOf);
            else if (await contents.ReadAsync(plan, ContractsJson.Default.RolloutPlanRecord, token) is { } read)
                tally.Regroup(tally.By, plan, Waves(progress!, read), PresenceOf);
        }
    }

    private static Dictionary<string, WaveName> Waves(RolloutProgress progress, RolloutPlanRecord plan)
    {
        var waves = new Dictionary<string, WaveName>(StringComparer.Ordinal);
        for (var at = 0; at < Math.Min(plan.Waves.Count, progress.Waves.Count); at++)
        {
            foreach (var edge in plan.Waves[at])
                waves[edge] = new WaveName(progress.Waves[at].Rule, progress.Waves[at].Name);
        }

        return waves;
    }

    private void Judge(string edge)
    {
        foreach (var policy in Named(edge))
            Of(policy).Presence(edge, PresenceOf(edge));
    }

    private string LabelOf(string edge, string label) => inventory.Edge(edge) is { } record && record.Labels.TryGetValue(label, out var value) ? value : "";

    private async Task RootAsync(RootChange change, CancellationToken token)
    {
        var named = Named(change.Edge);
        var now = new HashSet<PolicyKey>();
        if (change.After is { } after)
        {
            foreach (var entry in after.Root.Policies)
            {
                now.Add(entry.Policy);
                await WantAsync(change.Edge, entry.Policy, entry.Manifest, after.Root.Version, change.Before is null, token);
            }
        }

        foreach (var gone in named.Except(now))
        {
            if (Of(gone).Row(change.Edge) is { Report: { } report } row)
                _early[(change.Edge, gone)] = (report, row.Partial);
            if (Of(gone).Row(change.Edge) is { Child: { } child })
                _earlyChildren[(change.Edge, gone)] = child;
            Of(gone).Drop(change.Edge);
            _unread.Remove((change.Edge, gone));
        }

        if (change.After is not null)
        {
            _named[change.Edge] = now;
            return;
        }

        _named.Remove(change.Edge);
        _presence.Remove(change.Edge);
        foreach (var left in _early.Keys.Where(key => key.Edge == change.Edge).ToList())
            _early.Remove(left);
        foreach (var left in _earlyChildren.Keys.Where(key => key.Edge == change.Edge).ToList())
            _earlyChildren.Remove(left);
        _records.Remove(change.Edge);
    }

    private async Task WantAsync(string edge, PolicyKey policy, Digest wanted, RootVersion version, bool first, CancellationToken token)
    {
        var tally = Of(policy);
        var row = tally.Row(edge);
        if (row is { Manifest: not null } && row.Wanted == wanted)
            return;

        // Unreadable now: the row counts as not applied until it can be judged, and is looked at again.
        var manifest = await desired.ReadableAsync(wanted, token);
        if (manifest is null)
            _unread[(edge, policy)] = version;
        else
            _unread.Remove((edge, policy));
        tally.Want(edge, wanted, manifest, version, first, PresenceOf(edge));
        if (_early.Remove((edge, policy), out var early))
            tally.Report(edge, early.Report, early.Partial, PresenceOf(edge));
        if (_earlyChildren.Remove((edge, policy), out var child))
            tally.Combine(edge, child, PresenceOf(edge));
    }

    private void Report(string edge, PolicyKey policy, ReportHead? report, PartialRecord? partial)
    {
        var row = _tallies.GetValueOrDefault(policy)?.Row(edge);
        if (row is not null)
            Of(policy).Report(edge, report, partial, PresenceOf(edge));
        else if (report is null)
            _early.Remove((edge, policy));
        else
            _early[(edge, policy)] = (report, partial);
    }

    private void Combine(string edge, PolicyKey policy, ChildPartial? child)
    {
        if (_tallies.GetValueOrDefault(policy)?.Row(edge) is not null)
            Of(policy).Combine(edge, child, PresenceOf(edge));
        else if (child is null)
            _earlyChildren.Remove((edge, policy));
        else
            _earlyChildren[(edge, policy)] = child;
    }

    private HashSet<PolicyKey> Named(string edge) => _named.TryGetValue(edge, out var named) ? named : [];
}
