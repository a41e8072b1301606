using CsCheck;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class DigestFileNameTests
{
    private static readonly Gen<string> Part = Gen.OneOf(
        Any("a", "a.b", "a-b", "a_b", "A", "system:node", "x.y.z", "coredns", "10", "é"), Gen.String[Gen.Char['!', '~'], 1, 300]);

    private static readonly Gen<ObjectKey> Key = Gen.Select(
        Any("", "apps", "shop.example.com"), Any("Namespace", "Deployment", "ConfigMap"), Gen.OneOf(Gen.Const(""), Part), Part,
        (group, kind, space, name) => new ObjectKey(group, kind, space, name));

    [Fact]
    public void A_name_shows_the_object_and_sorts_after_what_it_needs()
    {
        Assert.StartsWith("40-deployment-shop-web-v1-2-", First(new ObjectKey("apps", "Deployment", "shop", "web.v1.2")), StringComparison.Ordinal);
        string[] sorted =
        [
            First(new ObjectKey("", "Namespace", "", "zoo")),
            First(new ObjectKey("apiextensions.k8s.io", "CustomResourceDefinition", "", "a.example.com")),
            First(new ObjectKey("rbac.authorization.k8s.io", "ClusterRole", "", "a")),
            First(new ObjectKey("", "ConfigMap", "shop", "a")),
        ];
        Assert.Equal(sorted, sorted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_stands_before_the_first_dot_is_a_name_of_Kubernetes() => Key.Sample(key =>
    {
        foreach (var file in DigestFileName.Candidates(key, ".json"))
        {
            Assert.Matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", AddOn(file));
            Assert.Equal(AddOn(file) + ".json", file);
            Assert.True(file.Length <= 200 && DigestFileName.Is(file, ".json") && !DigestFileName.Is(file, ".yaml"));
            Assert.DoesNotContain(AddOn(file), Packaged);
        }
    });

    [Fact]
    public void No_two_objects_share_what_stands_before_the_first_dot() => Gen.Select(Key, Key).Sample((one, two) =>
    {
        if (one != two)
            Assert.Empty(DigestFileName.Candidates(one, ".json").Select(AddOn).Intersect(DigestFileName.Candidates(two, ".json").Select(AddOn)));
    });

    [Theory]
    [InlineData("40-configmap-shop-a.json")]
    [InlineData("30-clusterrole-system-node_39e2a53f6bc7.json")]
    [InlineData("40-configmap-shop-a.b-39e2a53f6bc7.json")]
    [InlineData("coredns.yaml")]
    [InlineData("39e2a53f6bc7.json")]
    [InlineData("../40-a-39e2a53f6bc7.json")]
    public void Names_of_other_forms_are_none(string file) => Assert.False(DigestFileName.Is(file, ".json"));

    // The names of k3s's own components: the files and folders of manifests/ in k3s-io/k3s.
    private static readonly string[] Packaged =
        ["ccm", "coredns", "gateway-api-crd", "local-storage", "metrics-server", "rolebindings", "runtimes", "traefik", "traefik-crd", "traefik-config", "servicelb"];

    private static string First(ObjectKey key) => DigestFileName.Candidates(key, ".json").First();

    private static Gen<string> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string AddOn(string file) => file.Split('.', 2)[0];
}
