using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;

namespace KubeStellar.Edge.Kubernetes.Source.Watching;

/// <summary>What one watch asks for.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Space">The namespace; empty for all of them, and for what is in none.</param>
/// <param name="Selector">Query of the selector, such as <c>labelSelector=app%3Dshop</c>; empty for everything.</param>
internal sealed record ScopeQuestion(KindInfo Kind, string Space, string Selector)
{
    /// <summary>Whether it would tell of an object with this key.</summary>
    internal bool Covers(ObjectKey key) => key.Group == Kind.Group && key.Kind == Kind.Kind && (Space.Length == 0 || Space == key.Namespace);

    /// <inheritdoc/>
    public bool Equals(ScopeQuestion? other) => other is not null && Identity == other.Identity;

    /// <inheritdoc/>
    public override int GetHashCode() => Identity.GetHashCode();

    // What else discovery says of a kind may change under a watch.
    private (string, string, string, string, string) Identity => (Kind.Group, Kind.Version, Kind.Resource, Space, Selector);

    /// <summary>The query of a label selector.</summary>
    internal static string ByLabels(string selector) => selector.Length == 0 ? "" : "labelSelector=" + Uri.EscapeDataString(selector);

    /// <summary>The query for one name.</summary>
    internal static string ByName(string name) => "fieldSelector=" + Uri.EscapeDataString("metadata.name=" + name);
}
