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
    internal bool Fill(ReportRecord report, PartialRecord? partial)
    {
        lock (_gate)
            return _held.TryAdd(report.Policy, HeldReport.Of(report, partial));
    }

    /// <summary>Takes news. A report of the zero manifest says that nothing of the policy is left at the edge, and ends the entry.</summary>
    /// <returns>The verdict, the sequence that is held, and whether the entry ended.</returns>
    internal (ReportVerdict Verdict, long Sequence, HeldReport? Held) Take(ReportDelta delta, DateTimeOffset now, Action<HeldReport?> queue)
    {
        lock (_gate)
        {
            var policy = delta.Report.Policy;
            var held = _held.GetValueOrDefault(policy);

            // A late message from before the policy left must not bring its objects back.
            if (held is null && _gone.TryGetValue(policy, out var gone) && delta.Report.Sequence <= gone)
                return (ReportVerdict.Old, gone, null);

            var (verdict, merged) = ReportMerge.Merge(held?.Report, delta, now);
            if (verdict != ReportVerdict.Taken)
                return (verdict, held?.Report.Sequence ?? 0, held);
            if (merged!.Manifest.IsZero)
            {
                _held.Remove(policy);
                _gone[policy] = merged.Sequence;
                queue(null);
                return (verdict, merged.Sequence, null);
            }

            _gone.Remove(policy);
            var status = held is not null && ReportMerge.SaysOnlyPartial(held.Report, delta) ? held.StatusSequence : merged.Sequence;
            var next = new HeldReport(merged, (delta.Partial ?? held?.Partial) is { } partial ? partial with { StatusSequence = status } : null, status) { First = held is null };
            _held[policy] = next;
            queue(next);
            return (verdict, merged.Sequence, next);
        }
    }
}
