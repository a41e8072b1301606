using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>One edge's page of the report book.</summary>
internal sealed class EdgeReports(string edge)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PolicyKey, HeldReport> _held = [];
    private readonly Dictionary<PolicyKey, long> _gone = [];

    internal string Edge => edge;

    internal HeldReport? Held(PolicyKey policy)
    {
        lock (_gate)
            return _held.GetValueOrDefault(policy);
    }

    internal IReadOnlyList<HeldReport> All()
    {
        lock (_gate)
            return [.. _held.Values];
    }

    /// <summary>From the bucket at start; nothing when something newer came already.</summary>
    internal bool Fill(ReportHead head, PartialRecord? partial)
    {
        lock (_gate)
            return _held.TryAdd(head.Policy, HeldReport.Of(head, partial));
    }

    /// <summary>Takes news. A report of the zero manifest says that nothing of the policy is left at the edge, and ends the entry.</summary>
    /// <param name="delta">The news.</param>
    /// <param name="ground">What was read for them.</param>
    /// <param name="now">When they came.</param>
    /// <param name="queue">Told what is to be written: what is held now, null for nothing any more, and the whole report where that is due.</param>
    /// <returns>The verdict, and the sequence that is held.</returns>
    internal (ReportVerdict Verdict, long Sequence) Take(ReportDelta delta, ReportGround ground, DateTimeOffset now, Action<HeldReport?, ReportRecord?> queue)
    {
        lock (_gate)
        {
            var policy = delta.Report.Policy;
            var held = _held.GetValueOrDefault(policy);

            // A late message from before the policy left must not bring its objects back.
            if (held is null && _gone.TryGetValue(policy, out var gone) && delta.Report.Sequence <= gone)
                return (ReportVerdict.Old, gone);
            if (!ReferenceEquals(held, ground.Held))
                return (ReportVerdict.Moved, 0);

            var (verdict, next, whole) = ReportMerge.Merge(ground, delta, now);
            if (verdict != ReportVerdict.Taken)
                return (verdict, held?.Head.Sequence ?? 0);
            if (delta.Report.Manifest.IsZero)
            {
                _held.Remove(policy);
                _gone[policy] = delta.Report.Sequence;
                queue(null, null);
                return (verdict, delta.Report.Sequence);
            }

            _gone.Remove(policy);
            _held[policy] = next!;
            queue(next, whole);
            return (verdict, delta.Report.Sequence);
        }
    }

    /// <summary>Holds something else of a policy, when what is held is still this.</summary>
    internal bool Replace(HeldReport held, HeldReport by)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_held.GetValueOrDefault(held.Head.Policy), held))
                return false;
            _held[held.Head.Policy] = by;
            return true;
        }
    }
}
