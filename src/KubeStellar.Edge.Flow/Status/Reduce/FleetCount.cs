using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// The counts of one policy over edges and regions: what changes is taken out as it was put in and put in anew, so they never drift. Used by one thread.
/// </summary>
internal sealed class FleetCount
{
    private static readonly Comparer<EdgeFailure> FailureOrder = Comparer<EdgeFailure>.Create(static (left, right) =>
        string.CompareOrdinal(left.Edge, right.Edge) is var edges and not 0 ? edges : string.CompareOrdinal(left.What, right.What));

    private readonly Counts _all = new();
    private readonly SortedDictionary<(string By, string Name), Counts> _groups = new(Comparer<(string By, string Name)>.Create(static (left, right) =>
        string.CompareOrdinal(left.By, right.By) is var labels and not 0 ? labels : string.CompareOrdinal(left.Name, right.Name)));

    private readonly SortedDictionary<WaveName, Counts> _waves = new(Comparer<WaveName>.Create(static (left, right) =>
        left.Rule != right.Rule ? left.Rule.CompareTo(right.Rule) : string.CompareOrdinal(left.Name, right.Name)));

    private readonly RepeatedSet<EdgeFailure> _failures = new(FailureOrder);
    private readonly SortedDictionary<Digest, BundleCount> _bundles = [];

    /// <summary>The bundle of most wanted manifests, and whether it reduces; of as many, the smaller digest.</summary>
    internal (Digest Bundle, bool Reduces) Elected
    {
        get
        {
            var (bundle, reduces, most) = (default(Digest), false, 0);
            foreach (var (digest, count) in _bundles)
            {
                if (count.Wanted > most)
                    (bundle, reduces, most) = (digest, count.Reduces, count.Wanted);
            }

            return (bundle, reduces);
        }
    }

    /// <summary>An edge more, or less.</summary>
    internal void Add(string edge, EdgeShare share, int by)
    {
        _all.Add(share.State, by);
        Change(_groups, (share.Place.By, share.Place.Group), counts => counts.Add(share.State, by));
        if (share.Place.Wave is { } wave)
            Change(_waves, wave, counts => counts.Add(share.State, by));
        if (!string.IsNullOrEmpty(share.State.Failure))
            _failures.Add(new EdgeFailure(edge, share.State.Failure), by);
        if (!share.Wants.IsZero)
            Change(share.Wants, count => count.Want(edge, share, by));
        if (!share.Reports.IsZero)
            Change(share.Reports, count => count.Report(share, by));
    }

    /// <summary>A region more, or less.</summary>
    internal void Add(FleetPartial fleet, int by)
    {
        _all.Add(fleet.Totals, by);
        foreach (var group in fleet.Groups)
            Change(_groups, (group.By, group.Name), counts => counts.Add(group.Totals, by));
        foreach (var wave in fleet.Waves)
            Change(_waves, new WaveName(wave.Rule, wave.Name), counts => counts.Add(wave.Totals, by));
        foreach (var failure in fleet.Failures)
            _failures.Add(failure, by);
        foreach (var share in fleet.Bundles)
            Change(share.Bundle, count => count.Add(share, by));
    }

    /// <summary>The counts now, with no values yet.</summary>
    internal FleetPartial Read(int held, int maxFailures, int maxMissing)
    {
        var totals = _all.Read();
        return new FleetPartial
        {
            Totals = totals with { Held = totals.Held + held },
            Groups = [.. _groups.Select(one => new GroupTotals(one.Key.By, one.Key.Name, one.Value.Read()))],
            Waves = [.. _waves.Select(one => new WaveShare(one.Key.Rule, one.Key.Name, one.Value.Read()))],
            Failures = [.. _failures.Items.Take(maxFailures)],
            Bundles = [.. _bundles.Values.Select(count => count.Read(maxMissing))],
        };
    }

    private void Change(Digest bundle, Action<BundleCount> change)
    {
        if (!_bundles.TryGetValue(bundle, out var count))
            _bundles[bundle] = count = new BundleCount(bundle);
        change(count);
        if (count.None)
            _bundles.Remove(bundle);
    }

    private static void Change<TKey>(SortedDictionary<TKey, Counts> all, TKey key, Action<Counts> change)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out var counts))
            all[key] = counts = new Counts();
        change(counts);
        if (counts.None)
            all.Remove(key);
    }
}
