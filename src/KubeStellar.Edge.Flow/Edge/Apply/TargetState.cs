using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>One object as it is in the target now.</summary>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Matches">Whether it is as the given content says.</param>
/// <param name="Health">Its health, in kstatus terms.</param>
/// <param name="Reason">Why not current.</param>
/// <param name="Message">Sentence for people.</param>
/// <param name="Conditions">Its conditions.</param>
/// <param name="Status">Its <c>.status</c>.</param>
public sealed record TargetState(bool Exists, bool Matches, Health Health, string Reason, string Message, IReadOnlyList<Condition>? Conditions, JsonElement? Status);
