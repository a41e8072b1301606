using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// One policy's counts, kept per edge: what changes is taken out as it was put in and put in anew, so totals never drift. Used by one thread.
/// </summary>
internal sealed class PolicyTally(PolicyKey policy)
{
    private readonly Dictionary<string, EdgeRow> _rows = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private readonly Dictionary<Digest, (int Rows, bool Reduces)> _bundles = [];
    private readonly Stack<int> _free = new();
    private Dictionary<int, (string Edge, JsonElement? Value)> _leaves = [];
    private Totals _totals = new();
    private int _reporting;
    private int _slots;
    private bool _refill;

    internal PolicyKey Policy => policy;

    internal int Rows => _rows.Count;

    /// <summary>The bundle that is reduced: the one of most wanted manifests; of as many, the smaller digest.</summary>
    internal Digest Bundle { get; private set; }

    internal bool Reduces { get; private set; }

    /// <summary>Something changed since the last snapshot.</summary>
    internal bool Dirty { get; set; } = true;

    /// <summary>A summary is being made.</summary>
    internal bool Running { get; set; }

    /// <summary>Not before then (in the clock's timestamps).</summary>
    internal long Due { get; set; }

    /// <summary>When the last summary, which is not what it should be, is tried again without news; 0: never.</summary>
    internal long Retry { get; set; }

    internal int Held { get; set; }

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
        {
            row = new EdgeRow(edge, _free.Count > 0 ? _free.Pop() : _slots++);
            _rows.Add(edge, row);
            _missing.Add(edge);
            _totals = _totals with { Desired = _totals.Desired + 1 };
        }
        else if (row.Wanted == wanted && row.Manifest is not null)
        {
            return;
        }

        Bundles(row.Manifest, -1);
        if (row.Wanted != wanted)
        {
            row.Since = version;
            row.SinceBefore = first;
        }

        row.Wanted = wanted;
        row.Manifest = manifest;
        Bundles(manifest, 1);
        Dirty = true;
        Judge(row, presence);
    }

    /// <summary>The edge's root names the policy no more.</summary>
    internal void Drop(string edge)
    {
        if (!_rows.Remove(edge, out var row))
            return;
        Put(row, default, null);
        _missing.Remove(edge);
        _totals = _totals with { Desired = _totals.Desired - 1 };
        _free.Push(row.Slot);
        Bundles(row.Manifest, -1);
        Dirty = true;
    }

    /// <summary>News of one edge; nothing when its root does not name the policy.</summary>
    internal void Report(string edge, ReportRecord? report, PartialRecord? partial, EdgePresence presence)
    {
        if (_rows.GetValueOrDefault(edge) is not { } row)
            return;
        row.Report = report;
        row.Partial = partial;
        row.Unfit = PartialLimits.Explain(partial?.Value);
        Judge(row, presence);
    }

    /// <summary>The edge stands elsewhere.</summary>
    internal void Presence(string edge, EdgePresence presence)
    {
        if (_rows.GetValueOrDefault(edge) is { } row)
            Judge(row, presence);
    }

    /// <summary>Chooses the bundle anew; when it is another one, all rows are judged anew.</summary>
    internal void Elect(Func<string, EdgePresence> presenceOf)
    {
        var (bundle, reduces) = (default(Digest), false);
        var most = 0;
        foreach (var (digest, (rows, does)) in _bundles)
        {
            if (rows > most || (rows == most && digest < bundle))
                (most, bundle, reduces) = (rows, digest, does);
        }

        if (bundle == Bundle && reduces == Reduces)
            return;
        (Bundle, Reduces) = (bundle, reduces);
        _refill = true;
        _leaves.Clear();
        foreach (var row in _rows.Values)
        {
            row.Leaf = null;
            Judge(row, presenceOf(row.Edge));
        }

        Dirty = true;
    }

    /// <summary>The tally now; the changed leaves are handed over.</summary>
    internal TallySnapshot Snapshot(int maxFailures, int maxMissing)
    {
        var snapshot = new TallySnapshot(
            policy, Bundle, Reduces, _totals with { Held = Held },
            new Coverage(_rows.Count, _reporting, [.. _missing.Take(maxMissing)]),
            _reporting >= _rows.Count - _totals.Unreachable,
            [.. _failures.Take(maxFailures).Select(failure => $"{failure.Key} {failure.Value}")],
            _refill, _leaves);
        _leaves = [];
        _refill = false;
        Dirty = false;
        return snapshot;
    }

    private void Judge(EdgeRow row, EdgePresence presence) =>
        Put(row, RowRule.Judge(row, presence, Bundle, Reduces), Reduces ? RowRule.LeafOf(row, presence, Bundle) : null);

    private void Put(EdgeRow row, RowState state, JsonElement? leaf)
    {
        if (!SameLeaf(row.Leaf, leaf))
        {
            row.Leaf = leaf;
            _leaves[row.Slot] = (row.Edge, leaf);
            Dirty = true;
        }

        if (row.State == state)
            return;
        _totals = Add(Add(_totals, row.State, -1), state, 1);
        _reporting += (state.Reporting ? 1 : 0) - (row.State.Reporting ? 1 : 0);
        if (state.Reporting)
            _missing.Remove(row.Edge);
        else
            _missing.Add(row.Edge);
        if (string.IsNullOrEmpty(state.Failure))
            _failures.Remove(row.Edge);
        else
            _failures[row.Edge] = state.Failure;
        row.State = state;
        Dirty = true;
    }

    private void Bundles(ManifestRecord? manifest, int by)
    {
        if (manifest is null)
            return;
        var rows = _bundles.GetValueOrDefault(manifest.Bundle).Rows + by;
        if (rows == 0)
            _bundles.Remove(manifest.Bundle);
        else
            _bundles[manifest.Bundle] = (rows, manifest.Reduces);
    }

    private static Totals Add(Totals totals, RowState state, int by) => totals with
    {
        Received = totals.Received + (state.Received ? by : 0),
        Applied = totals.Applied + (state.Applied ? by : 0),
        Ready = totals.Ready + (state.Ready ? by : 0),
        Degraded = totals.Degraded + (state.Degraded ? by : 0),
        Failed = totals.Failed + (state.Failed ? by : 0),
        Stalled = totals.Stalled + (state.Stalled ? by : 0),
        Unreachable = totals.Unreachable + (state.Unreachable ? by : 0),
    };

    private static bool SameLeaf(JsonElement? left, JsonElement? right) =>
        left is { } a ? right is { } b && CanonicalJson.Same(a, b) : right is null;
}
