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
    internal ReportRecord? Report { get; set; }

    /// <summary>The partial, when there is one.</summary>
    internal PartialRecord? Partial { get; set; }

    /// <summary>Completes when this report, or a newer one, is durable.</summary>
    internal TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
