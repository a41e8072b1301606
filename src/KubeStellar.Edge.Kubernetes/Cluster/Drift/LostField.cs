namespace KubeStellar.Edge.Kubernetes.Cluster.Drift;

/// <summary>A field of the wanted content that our entry of <c>managedFields</c> no longer owns.</summary>
/// <param name="Path">For people and rules: <c>spec.template.spec.containers[name=app].image</c>.</param>
/// <param name="Place">Where it is in the content: <c>/spec/template/spec/containers/0/image</c>.</param>
/// <param name="Manager">The manager that holds it now; empty when nobody does, because it was removed.</param>
internal readonly record struct LostField(string Path, string Place, string Manager)
{
    /// <summary>The path as the server spells it in conflicts: <c>.spec.template.spec.containers[name="app"].image</c>.</summary>
    internal string Spelled { get; init; } = "";
}
