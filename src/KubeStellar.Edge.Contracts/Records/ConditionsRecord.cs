using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How a policy is, in conditions: bucket <c>kse-conditions</c>, key <c>&lt;workspace&gt;.&lt;policy&gt;</c>. Kept so that their times outlive the hub's process.</summary>
public sealed record ConditionsRecord : WireRecord
{
    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>All of them, in the order in which they are shown.</summary>
    public required IReadOnlyList<StatusCondition> Conditions { get; init; }
}
