namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>One <c>--source</c>.</summary>
/// <param name="Kind"><c>dir</c>, <c>git-checkout</c> or <c>kubernetes</c>.</param>
/// <param name="Place">The folder, or the kubeconfig file that belongs to the name; empty where there is none.</param>
/// <param name="Workspace">The workspace that it fills.</param>
internal sealed record SourceSettings(string Kind, string Place, string Workspace)
{
    /// <summary>What names it in records: <c>kubernetes</c>, <c>dir:/srv/apps</c>.</summary>
    public string Id => Place.Length > 0 ? $"{Kind}:{Place}" : Kind;

    /// <summary>The kubeconfig file; null for the usual one.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Context of the kubeconfig; null for its current one.</summary>
    public string? Context { get; init; }

    /// <summary>Label selector of the objects to take.</summary>
    public string Selector { get; init; } = "";

    /// <summary>Namespaces of which everything is taken.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];
}
