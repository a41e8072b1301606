using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>One policy's rows and what they amount to, kept per row: what changes costs that row only. Used by one thread.</summary>
/// <param name="policy">The policy.</param>
/// <param name="labelOf">The value of a label at an edge; empty for none.</param>
internal sealed class PolicyTally(PolicyKey policy, Func<string, string, string>? labelOf = null)
{
    /// <summary>What edges are grouped by when the policy says nothing.</summary>
    internal const string Region = "region";

    private static readonly Dictionary<string, WaveName> NoWaves = [];

    private readonly Dictionary<string, EdgeRow> _rows = new(StringComparer.Ordinal);
    private readonly FleetCount _count = new();
    private readonly Stack<int> _free = new();
    private Dictionary<string, WaveName> _waves = NoWaves;
    private Dictionary<(int Slot, Digest Bundle), LeafChange> _leaves = [];
    private string _by = Region;
    private int _slots;

    internal PolicyKey Policy => policy;

    internal int Rows => _rows.Count;

    /// <summary>Something changed since the last snapshot.</summary>
    internal bool Dirty { get; set; } = true;

    /// <summary>A summary is being made.</summary>
    internal bool Running { get; set; }

    /// <summary>Not before then (in the clock's timestamps).</summary>
    internal long Due { get; set; }

    /// <summary>When the last summary, which is not what it should be, is tried again without news; 0: never.</summary>
    internal long Retry { get; set; }

    /// <summary>When its summary was written last; 0: never.</summary>
    internal long Written { get; set; }

    internal int Held { get; set; }

    /// <summary>The plan that the waves are of.</summary>
    internal Digest Plan { get; private set; }

    /// <summary>The edge's row; null when its root does not name the policy.</summary>
    internal EdgeRow? Row(string edge) => _rows.GetValueOrDefault(edge);

    /// <summary>The edge's root names this manifest.</summary>
    /// <param name="edge">Edge.</param>
    /// <param name="wanted">Manifest.</param>
    /// <param name="manifest">The manifest, parsed; null when it cannot be read.</param>
    /// <param name="version">Version of the root.</param>
    /// <param name="first">The hub sees the edge's root for the first time: since when it names this is not known.</param>
    /// <param name="presence">Where the edge stands.</param>
    internal void Want(string edge, Digest wanted, ManifestRecord? manifest, RootVersion version, bool first, EdgePresence presence)
    {
        var row = _rows.GetValueOrDefault(edge);
        if (row is null)
            _rows.Add(edge, row = new EdgeRow(edge, _free.Count > 0 ? _free.Pop() : _slots++));
        else if (row.Wanted == wanted && row.Manifest is not null)
            return;
        if (row.Wanted != wanted)
            (row.Since, row.SinceBefore) = (version, first);
        (row.Wanted, row.Manifest) = (wanted, manifest);
        Judge(row, presence);
    }

    /// <summary>The edge's root names the policy no more.</summary>
    internal void Drop(string edge)
    {
        if (!_rows.Remove(edge, out var row))
            return;
        Put(row, null, null, []);
        _free.Push(row.Slot);
    }

    /// <summary>News of one edge; nothing when its root does not name the policy.</summary>
    internal void Report(string edge, ReportHead? report, PartialRecord? partial, EdgePresence presence)
    {
        if (_rows.GetValueOrDefault(edge) is not { } row)
            return;
        (row.Report, row.Partial, row.Unfit) = (report, partial, PartialLimits.Explain(partial?.Value));
        Judge(row, presence);
    }

    /// <summary>News of one region; null: it is one no more.</summary>
    internal void Combine(string edge, ChildPartial? child, EdgePresence presence)
    {
        if (_rows.GetValueOrDefault(edge) is not { } row)
            return;
        row.Child = child;
        Judge(row, presence);
    }

    /// <summary>The edge stands elsewhere, or has other labels.</summary>
    internal void Presence(string edge, EdgePresence presence)
    {
        if (_rows.GetValueOrDefault(edge) is { } row)
            Judge(row, presence);
    }

    /// <summary>Edges are grouped by another label, or are in other waves.</summary>
    internal void Regroup(string by, Digest plan, Dictionary<string, WaveName>? waves, Func<string, EdgePresence> presenceOf)
    {
        if (by == _by && plan == Plan)
            return;
        (_by, Plan, _waves) = (by, plan, plan == Plan ? _waves : waves ?? NoWaves);
        foreach (var row in _rows.Values)
            Judge(row, presenceOf(row.Edge));
    }

    /// <summary>The label that edges are grouped by.</summary>
    internal string By => _by;

    /// <summary>The tally now; the changed leaves are handed over.</summary>
    internal TallySnapshot Snapshot(int maxFailures, int maxMissing)
    {
        var (bundle, reduces) = _count.Elected;
        var snapshot = new TallySnapshot(policy, bundle, reduces, _count.Read(Held, maxFailures, maxMissing), _leaves);
        _leaves = [];
        Dirty = false;
        return snapshot;
    }

    private void Judge(EdgeRow row, EdgePresence presence)
    {
        if (row.Child is { } child)
        {
            Put(row, null, ChildRule.Judge(row, child, presence), ChildRule.Leaves(child, presence));
            return;
        }

        WaveName? wave = _waves.TryGetValue(row.Edge, out var named) ? named : null;
        var share = RowRule.Judge(row, presence, new EdgePlace(_by, labelOf?.Invoke(row.Edge, _by) ?? "", wave));
        Put(row, share, null, RowRule.Leaves(row, share));
    }

    private void Put(EdgeRow row, EdgeShare? share, FleetPartial? fleet, IReadOnlyList<Leaf> leaves)
    {
        foreach (var (bundle, _, _) in row.Leaves)
        {
            if (!leaves.Any(leaf => leaf.Bundle == bundle))
                Change(row, bundle, default);
        }

        foreach (var leaf in leaves)
        {
            if (!row.Leaves.Any(before => before.Bundle == leaf.Bundle && before.Weight == leaf.Weight && CanonicalJson.Same(before.Value, leaf.Value)))
                Change(row, leaf.Bundle, new LeafChange(row.Edge, leaf.Value, leaf.Weight));
        }

        row.Leaves = leaves;
        if (fleet is null && row.Fleet is null && row.Share == share)
            return;
        Count(row, -1);
        (row.Share, row.Fleet) = (share, fleet);
        Count(row, 1);
        Dirty = true;
    }

    private void Change(EdgeRow row, Digest bundle, LeafChange change)
    {
        _leaves[(row.Slot, bundle)] = change;
        Dirty = true;
    }

    private void Count(EdgeRow row, int by)
    {
        if (row.Share is { } share)
            _count.Add(row.Edge, share, by);
        if (row.Fleet is { } fleet)
            _count.Add(fleet, by);
    }
}
