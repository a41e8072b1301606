using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>One step.</summary>
/// <param name="Stage">Stage of the flow.</param>
/// <param name="Outcome"><c>yes</c>, <c>no</c>, <c>waiting</c>, <c>error</c> or <c>unknown</c>.</param>
/// <param name="Reason">Sentence for people.</param>
/// <param name="Detail">Operations, digests, versions; null when there is none.</param>
public sealed record ExplainStep(string Stage, string Outcome, string Reason, JsonElement? Detail);
