using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>One object in an edge's answer.</summary>
/// <param name="Object">Which.</param>
/// <param name="Report">What the edge knows of it, whole; null when it has no such object.</param>
public sealed record AnsweredObject(AskedObject Object, ReportObject? Report)
{
    /// <summary>What was left away because it fits no message, and why, as a sentence; null when nothing was.</summary>
    public string? Cut { get; init; }
}
