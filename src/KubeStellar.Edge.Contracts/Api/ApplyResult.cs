using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What became of each item, in the order sent.</summary>
public sealed record ApplyResult : WireRecord
{
    /// <summary>One line an item.</summary>
    public required IReadOnlyList<ApplyLine> Lines { get; init; }
}
