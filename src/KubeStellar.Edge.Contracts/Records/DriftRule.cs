namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What to do about drift of one field and all that is below it, where that is not what the object's own mode says.</summary>
/// <param name="Path">The field: <c>spec.replicas</c>, <c>metadata.annotations["example.com/seen"]</c>, <c>spec.template.spec.containers[name=app].image</c>.</param>
/// <param name="Mode">What to do.</param>
public sealed record DriftRule(string Path, DriftMode Mode);
