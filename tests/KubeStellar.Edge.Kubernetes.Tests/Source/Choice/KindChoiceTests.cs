using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Source.Choice;
using KubeStellar.Edge.Kubernetes.Source.Watching;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Choice;

public sealed class KindChoiceTests
{
    private static readonly HashSet<string> Both = ["list", "watch", "get"];

    [Fact]
    public void Follows_what_can_be_listed_and_watched_but_noise_and_its_own()
    {
        KindInfo[] all =
        [
            Kind("", "ConfigMap"), Kind("", "Event"), Kind("events.k8s.io", "Event"), Kind("discovery.k8s.io", "EndpointSlice"), Kind("coordination.k8s.io", "Lease"), Kind("", "Node"),
            Kind("metrics.k8s.io", "PodMetrics"), Kind("edge.kubestellar.io", "Policy"), Kind("example.com", "Store"), Kind("", "Binding") with { Verbs = new HashSet<string> { "create" } },
            Kind("apps", "Deployment"), Kind("extensions", "Ingress"), Kind("networking.k8s.io", "Ingress"),
        ];
        Assert.Equal(["/ConfigMap", "example.com/Store", "apps/Deployment", "networking.k8s.io/Ingress"], KindChoice.Of(all, []).Select(kind => $"{kind.Group}/{kind.Kind}"));
    }

    [Fact]
    public void One_version_is_followed_and_kept_while_it_is_served()
    {
        KindInfo[] all = [Kind("autoscaling", "Scaler", "v2"), Kind("autoscaling", "Scaler", "v1")];
        Assert.Equal("v2", Assert.Single(KindChoice.Of(all, [])).Version);
        Assert.Equal("v1", Assert.Single(KindChoice.Of(all, [all[1]])).Version);
        Assert.Equal("v2", Assert.Single(KindChoice.Of([all[0]], [all[1]])).Version);
    }

    [Fact]
    public void Watches_are_by_label_everywhere_and_of_all_in_chosen_namespaces()
    {
        KindInfo[] kinds = [Kind("", "ConfigMap"), Kind("", "Namespace") with { Namespaced = false }, Kind("rbac.authorization.k8s.io", "ClusterRole") with { Namespaced = false }];
        Assert.Equal(
            ["ConfigMap in '' by 'labelSelector=a%3Db'", "ConfigMap in 'shop' by ''", "Namespace in '' by 'labelSelector=a%3Db'", "Namespace in '' by 'fieldSelector=metadata.name%3Dshop'", "ClusterRole in '' by 'labelSelector=a%3Db'"],
            ScopeChoice.Of(kinds, "a=b", ["shop", "shop"]).Select(question => $"{question.Kind.Kind} in '{question.Space}' by '{question.Selector}'"));
        Assert.Equal(2, ScopeChoice.Of(kinds, "", ["shop"]).Count());
    }

    [Fact]
    public void A_watch_is_the_same_whatever_else_discovery_says_of_its_kind()
    {
        var (one, other) = (new ScopeQuestion(Kind("", "ConfigMap"), "", ""), new ScopeQuestion(Kind("", "ConfigMap") with { Verbs = new HashSet<string>(Both), Stale = true }, "", ""));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, one with { Space = "shop" });
    }

    private static KindInfo Kind(string group, string kind, string version = "v1") => new(group, version, kind, kind.ToLowerInvariant() + "s", true, false) { Verbs = Both };
}
