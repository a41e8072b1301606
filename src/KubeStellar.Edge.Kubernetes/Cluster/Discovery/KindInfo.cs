namespace KubeStellar.Edge.Kubernetes.Cluster.Discovery;

/// <summary>One kind as the server serves it in one version.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Version.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Resource">Name in paths: <c>deployments</c>.</param>
/// <param name="Namespaced">Whether its objects are in namespaces.</param>
/// <param name="HasStatus">Whether it has the subresource <c>status</c>.</param>
internal sealed record KindInfo(string Group, string Version, string Kind, string Resource, bool Namespaced, bool HasStatus)
{
    /// <summary>Where an object of a namespaced kind goes that names no namespace.</summary>
    internal const string DefaultNamespace = "default";

    /// <summary>Verbs of the resource.</summary>
    internal IReadOnlySet<string> Verbs { get; init; } = new HashSet<string>();

    /// <summary>Whether the server told this from what it knew before: the API behind it is down.</summary>
    internal bool Stale { get; init; }

    internal string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The namespace that an object is in.</summary>
    internal string NamespaceOf(string asked) => !Namespaced ? "" : asked.Length == 0 ? DefaultNamespace : asked;

    /// <summary>Path of all objects, or of all in a namespace.</summary>
    internal string List(string space = "") =>
        $"{(Group.Length == 0 ? "/api/" : $"/apis/{Group}/")}{Version}{(Namespaced && space.Length > 0 ? $"/namespaces/{Uri.EscapeDataString(space)}" : "")}/{Resource}";

    /// <summary>Path of one object.</summary>
    internal string Object(string space, string name) => $"{List(space)}/{Uri.EscapeDataString(name)}";
}
