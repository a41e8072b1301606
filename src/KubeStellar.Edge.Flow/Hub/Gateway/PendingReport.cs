using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>The newest report of one edge and policy on its way to the buckets.</summary>
/// <param name="edge">Edge.</param>
/// <param name="policy">Policy.</param>
internal sealed class PendingReport(string edge, PolicyKey policy)
{
    internal string Edge => edge;

    internal PolicyKey Policy => policy;

    /// <summary>Key in <c>kse-status</c> and <c>kse-partials</c>.</summary>
    internal string Key { get; } = ReportBook.KeyOf(edge, policy);

    /// <summary>The report; null: the edge has nothing of the policy any more, and the keys go.</summary>
    internal ReportRecord? Report { get; private set; }

    /// <summary>The partial, when there is one.</summary>
    internal PartialRecord? Partial { get; private set; }

    /// <summary>Whether the report is to be written; not when <c>kse-status</c> has it, or will have it by a write before this one, but for its sequence.</summary>
    internal bool StatusDue { get; private set; }

    /// <summary>Whether nothing of the edge and policy was there before.</summary>
    internal bool First { get; private set; }

    /// <summary>Completes when this report, or a newer one, is durable.</summary>
    internal TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes what is newer than what waits; null: nothing is left.</summary>
    internal void Take(HeldReport? held)
    {
        (Report, StatusDue) = (held?.Report, StatusDue || held?.StatusDue == true);
        First |= held?.First == true;
        Partial = held is null ? null : held.Partial ?? Partial;
    }

    /// <summary>Takes over from an older one that could not be written.</summary>
    internal void Follow(PendingReport older)
    {
        (StatusDue, First) = (StatusDue || older.StatusDue, First || older.First);
        if (Report is not null)
            Partial ??= older.Partial;
    }
}
