namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A taint of an edge, as Kubernetes has it on nodes.</summary>
/// <param name="Key">Qualified name.</param>
/// <param name="Value">Label value, or empty.</param>
/// <param name="Effect"><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</param>
public sealed record Taint(string Key, string Value, string Effect);
