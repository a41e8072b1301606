using KubeStellar.Edge.Kubernetes.Cluster.Discovery;

namespace KubeStellar.Edge.Kubernetes.Source.Watching;

/// <summary>Which watches a source needs for the kinds that there are: by label over the whole cluster, and everything of chosen namespaces. Pure.</summary>
internal static class ScopeChoice
{
    /// <summary>The watches for workload objects.</summary>
    internal static IEnumerable<ScopeQuestion> Of(IEnumerable<KindInfo> kinds, string selector, IReadOnlyList<string> namespaces)
    {
        foreach (var kind in kinds)
        {
            if (selector.Length > 0)
            {
                yield return new ScopeQuestion(kind, "", ScopeQuestion.ByLabels(selector));
            }

            foreach (var space in namespaces.Distinct(StringComparer.Ordinal))
            {
                if (kind.Namespaced)
                {
                    yield return new ScopeQuestion(kind, space, "");
                }
                else if (kind is { Group: "", Kind: "Namespace" })
                {
                    yield return new ScopeQuestion(kind, "", ScopeQuestion.ByName(space));
                }
            }
        }
    }
}
