using System.Text.Json;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>What came of an input.</summary>
/// <param name="Value">Its value; null when it could not be had.</param>
/// <param name="Error">Why it could not be had, for people, without secrets; empty when it could.</param>
/// <param name="At">When it was fetched, by the hub's clock.</param>
public sealed record InputValue(JsonElement? Value, string Error, DateTimeOffset At);
