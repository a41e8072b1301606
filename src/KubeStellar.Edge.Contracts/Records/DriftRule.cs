namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What to do about drift of one field and all that is below it, where that is not what the object's own mode says.</summary>
/// <param name="Path">The field: <c>spec.replicas</c>, <c>metadata.annotations["example.com/seen"]</c>, <c>spec.template.spec.containers[name=app].image</c>.</param>
/// <param name="Mode">What to do.</param>
public sealed record DriftRule(string Path, DriftMode Mode)
{
    /// <summary>Whether a field is the one that a path names, or below it: <c>spec.ports</c> holds <c>spec.ports[name=http].port</c>, and not <c>spec.portsOpen</c>.</summary>
    /// <param name="path">The path.</param>
    /// <param name="field">The field's own path.</param>
    public static bool Holds(string path, string field) =>
        field.StartsWith(path, StringComparison.Ordinal) && (field.Length == path.Length || field[path.Length] is '.' or '[');
}
