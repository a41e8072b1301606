using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Edges for which the same came of an object, for the same reason.</summary>
/// <param name="Outcome"><c>placed</c>, <c>omitted</c>, <c>not placed</c>, <c>not chosen</c>, <c>stalled</c>, <c>barred</c> or <c>others</c>.</param>
/// <param name="Edges">How many.</param>
/// <param name="Reason">Sentence for people.</param>
/// <param name="Reads">What the policy read of each, with its values; null when it was not asked, or read nothing.</param>
/// <param name="Sample">Ids of some of them.</param>
public sealed record ExplainGroup(string Outcome, int Edges, string Reason, JsonElement? Reads, IReadOnlyList<string> Sample)
{
    /// <summary>What it was decided on and what came of it, in full; null when that is all said.</summary>
    public JsonElement? Detail { get; init; }
}
