using CsCheck;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes.Manifests;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class ManifestFileNameTests
{
    [Theory]
    [InlineData("", "Namespace", "", "shop", "10-namespace-shop.json")]
    [InlineData("apiextensions.k8s.io", "CustomResourceDefinition", "", "promotions.shop.example.com", "20-customresourcedefinition-promotions.shop.example.com.json")]
    [InlineData("rbac.authorization.k8s.io", "ClusterRole", "", "reader", "30-clusterrole-reader.json")]
    [InlineData("apps", "Deployment", "shop", "storefront", "40-deployment-shop-storefront.json")]
    [InlineData("rbac.authorization.k8s.io", "ClusterRole", "", "system:node", "30-clusterrole-system-node_39e2a53f6bc7.json")]
    public void Names_can_be_read(string group, string kind, string space, string name, string file) =>
        Assert.Equal(file, ManifestFileName.Of(new ObjectKey(group, kind, space, name)));

    [Fact]
    public void Any_key_gives_a_safe_name() => Gen.Select(Gen.String[Gen.Char, 1, 300], Gen.String[Gen.Char, 0, 70]).Sample((name, space) =>
    {
        var key = new ObjectKey("", "Kind", Clean(space), Clean(name) is { Length: > 0 } good ? good : "x");
        foreach (var file in ManifestFileName.Candidates(key))
        {
            Assert.Matches("^[a-z0-9._-]{1,200}$", file);
            Assert.EndsWith(".json", file, StringComparison.Ordinal);
        }
    });

    private static string Clean(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));
}
