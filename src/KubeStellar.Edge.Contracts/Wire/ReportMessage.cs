using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>An edge's reports; acknowledged (<see cref="ReportReply"/>) after they are durable.</summary>
public sealed record ReportMessage : WireRecord
{
    /// <summary>The edge; must be the one in the subject.</summary>
    public required string Edge { get; init; }

    /// <summary>One item a policy.</summary>
    public required IReadOnlyList<ReportDelta> Reports { get; init; }
}
