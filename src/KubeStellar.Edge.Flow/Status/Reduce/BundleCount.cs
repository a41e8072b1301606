using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>How much of the fleet wants one bundle, and how much reports under it. Used by one thread.</summary>
internal sealed class BundleCount(Digest bundle)
{
    private readonly RepeatedSet<string> _missing = new(StringComparer.Ordinal);
    private readonly RepeatedSet<DateTimeOffset> _arrivals = new(Comparer<DateTimeOffset>.Default);
    private int _reporting;
    private int _absent;
    private int _waiting;

    internal int Wanted { get; private set; }

    internal bool Reduces { get; private set; }

    internal bool None => Wanted == 0 && _reporting == 0;

    /// <summary>An edge that is to have the bundle.</summary>
    internal void Want(string edge, EdgeShare share, int by)
    {
        Wanted += by;
        Reduces = share.Reduces;
        if (share.Reports == bundle)
            return;
        _absent += by;
        _waiting += share.Spoke || share.State.Unreachable ? 0 : by;
        _missing.Add(edge, by);
    }

    /// <summary>An edge that reports under it.</summary>
    internal void Report(EdgeShare share, int by)
    {
        _reporting += by;
        Reduces |= share.Reports != share.Wants || share.Reduces;
        if (share.Arrived is { } arrived)
            _arrivals.Add(arrived, by);
    }

    /// <summary>What a region says of it.</summary>
    internal void Add(BundleShare share, int by)
    {
        Wanted += by * share.Wanted;
        Reduces |= share.Reduces;
        _reporting += by * share.Reporting;
        _absent += by * share.Absent;
        _waiting += by * share.Waiting;
        foreach (var edge in share.Missing)
            _missing.Add(edge, by);
        if (share.Oldest is { } oldest)
            _arrivals.Add(oldest, by);
    }

    internal BundleShare Read(int maxMissing) => new()
    {
        Bundle = bundle,
        Reduces = Reduces,
        Wanted = Wanted,
        Reporting = _reporting,
        Absent = _absent,
        Waiting = _waiting,
        Oldest = _arrivals.Any ? _arrivals.Items.First() : null,
        Missing = [.. _missing.Items.Take(maxMissing)],
    };
}
