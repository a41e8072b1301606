using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>What a policy says of the health of one live object.</summary>
/// <param name="Health">Health in kstatus terms.</param>
/// <param name="Reason">CamelCase word, or empty.</param>
/// <param name="Message">Sentence for people, or empty.</param>
public sealed record HealthVerdict(Health Health, string Reason, string Message);
