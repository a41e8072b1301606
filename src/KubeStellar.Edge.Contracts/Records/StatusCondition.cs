namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A condition with what Kubernetes' own have besides (metav1.Condition): since when, and of which generation it speaks.</summary>
/// <param name="Type">CamelCase, such as <c>Ready</c>.</param>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="ObservedGeneration">Generation of the policy that it speaks of.</param>
/// <param name="LastTransitionTime">Since when the status is what it is, by the hub's clock; the same after a restart.</param>
/// <param name="Reason">CamelCase word for machines.</param>
/// <param name="Message">Sentence for people.</param>
public sealed record StatusCondition(string Type, string Status, long ObservedGeneration, DateTimeOffset LastTransitionTime, string Reason, string Message);
