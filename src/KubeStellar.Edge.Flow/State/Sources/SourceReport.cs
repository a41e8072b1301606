using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Sources;

/// <summary>What a source says of itself.</summary>
/// <param name="Phase">How it is.</param>
/// <param name="Message">A sentence for people; empty when all is well.</param>
public sealed record SourceReport(SourcePhase Phase, string Message = "")
{
    /// <summary>What was last taken; null: as it was said before.</summary>
    public string? Revision { get; init; }

    /// <summary>Which place it is; null: as it was said before.</summary>
    public string? Identity { get; init; }

    /// <summary>Single items that are refused, <c>item: why</c>.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];
}
