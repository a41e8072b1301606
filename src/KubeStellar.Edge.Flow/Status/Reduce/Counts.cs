using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>Totals that are added to and taken from. Used by one thread.</summary>
internal sealed class Counts
{
    private int _desired;
    private int _received;
    private int _applied;
    private int _ready;
    private int _degraded;
    private int _failed;
    private int _stalled;
    private int _unreachable;
    private int _held;

    internal bool None => _desired == 0;

    /// <summary>One edge more, or less.</summary>
    internal void Add(RowState state, int by)
    {
        _desired += by;
        _received += state.Received ? by : 0;
        _applied += state.Applied ? by : 0;
        _ready += state.Ready ? by : 0;
        _degraded += state.Degraded ? by : 0;
        _failed += state.Failed ? by : 0;
        _stalled += state.Stalled ? by : 0;
        _unreachable += state.Unreachable ? by : 0;
    }

    /// <summary>The edges of a region more, or less.</summary>
    internal void Add(Totals totals, int by)
    {
        _desired += by * totals.Desired;
        _received += by * totals.Received;
        _applied += by * totals.Applied;
        _ready += by * totals.Ready;
        _degraded += by * totals.Degraded;
        _failed += by * totals.Failed;
        _stalled += by * totals.Stalled;
        _unreachable += by * totals.Unreachable;
        _held += by * totals.Held;
    }

    internal Totals Read() => new()
    {
        Desired = _desired,
        Received = _received,
        Applied = _applied,
        Ready = _ready,
        Degraded = _degraded,
        Failed = _failed,
        Stalled = _stalled,
        Unreachable = _unreachable,
        Held = _held,
    };
}
