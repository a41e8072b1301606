namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>One <c>--source</c>.</summary>
/// <param name="Kind"><c>dir</c>, <c>git-checkout</c> or <c>kubernetes</c>.</param>
/// <param name="Place">The folder, or the kubeconfig file; empty for the usual kubeconfig.</param>
/// <param name="Workspace">The workspace that it fills.</param>
internal sealed record SourceSettings(string Kind, string Place, string Workspace)
{
    /// <summary>Context of the kubeconfig; empty for its current one.</summary>
    public string Context { get; init; } = "";

    /// <summary>Label selector of the objects to take.</summary>
    public string Selector { get; init; } = "";

    /// <summary>Namespaces of which everything is taken.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];
}
