using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>The newest of one edge and policy on its way to the buckets.</summary>
/// <param name="edge">Edge.</param>
/// <param name="policy">Policy.</param>
internal sealed class PendingReport(string edge, PolicyKey policy)
{
    private ReportRecord? _whole;

    internal string Edge => edge;

    internal PolicyKey Policy => policy;

    /// <summary>Key in <c>kse-status</c>, <c>kse-heads</c> and <c>kse-partials</c>.</summary>
    internal string Key { get; } = ReportBook.KeyOf(edge, policy);

    /// <summary>The head; null: the edge has nothing of the policy any more, and the keys go.</summary>
    internal ReportHead? Head { get; private set; }

    /// <summary>The partial, when there is one.</summary>
    internal PartialRecord? Partial { get; private set; }

    /// <summary>Whether the head is to be written; not when <c>kse-heads</c> has it, or will have it by a write before this one, but for its sequence.</summary>
    internal bool StatusDue { get; private set; }

    /// <summary>Whether nothing of the edge and policy was there before.</summary>
    internal bool First { get; private set; }

    /// <summary>Completes when this report, or a newer one, is durable.</summary>
    internal TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes what is newer than what waits; null: nothing is left.</summary>
    internal void Take(HeldReport? held, ReportRecord? whole)
    {
        (Head, StatusDue) = (held?.Head, StatusDue || held?.StatusDue == true);
        First |= held?.First == true;
        Partial = held is null ? null : held.Partial ?? Partial;
        _whole = held is null ? null : whole ?? _whole;
    }

    /// <summary>Takes over from an older one that could not be written.</summary>
    internal void Follow(PendingReport older)
    {
        (StatusDue, First) = (StatusDue || older.StatusDue, First || older.First);
        if (Head is null)
            return;
        Partial ??= older.Partial;
        _whole ??= older._whole;
    }

    /// <summary>What <c>kse-status</c> is to have; null for nothing.</summary>
    internal byte[]? WholeBytes() => _whole is null ? null : JsonSerializer.SerializeToUtf8Bytes(_whole, ContractsJson.Default.ReportRecord);

    /// <summary>What <c>kse-heads</c> is to have; null for nothing.</summary>
    internal byte[]? HeadBytes() => Head is null || !StatusDue ? null : JsonSerializer.SerializeToUtf8Bytes(Head, ContractsJson.Default.ReportHead);

    /// <summary>What <c>kse-partials</c> is to have; null for nothing.</summary>
    internal byte[]? PartialBytes() => Partial is null ? null : JsonSerializer.SerializeToUtf8Bytes(Partial, ContractsJson.Default.PartialRecord);
}
