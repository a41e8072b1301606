using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>What a live object says.</summary>
/// <param name="Verdict">Its health; null while the policy that judges it is being asked.</param>
/// <param name="Conditions">Its conditions, when it has any.</param>
/// <param name="Status">Its <c>.status</c>, when it has one of at most 64 KiB.</param>
internal sealed record LiveReading(HealthVerdict? Verdict, IReadOnlyList<Condition>? Conditions, JsonElement? Status);
