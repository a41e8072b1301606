using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Tests.Keys;

public sealed class ObjectScopeTests
{
    private static readonly ObjectScope Scope = new() { Kinds = ["ConfigMap", "Deployment.apps", "Namespace"], Namespaces = ["shop", "retail-*"], ClusterScoped = true, Names = ["web-*", "shop"] };

    [Theory]
    [InlineData("_.ConfigMap.shop.web-1", null)]
    [InlineData("apps.Deployment.retail-eu.web-", null)]
    [InlineData("_.Namespace._.shop", null)]
    [InlineData("other.Deployment.shop.web-1", "kinds ConfigMap, Deployment.apps, Namespace")]
    [InlineData("_.configmap.shop.web-1", "kinds ConfigMap, Deployment.apps, Namespace")]
    [InlineData("_.ConfigMap.retail.web-1", "namespaces shop, retail-*")]
    [InlineData("_.ConfigMap.shopping.web-1", "namespaces shop, retail-*")]
    [InlineData("_.ConfigMap.shop.web", "names web-*, shop")]
    public void Each_list_lets_in_what_it_names(string key, string? instead) => Assert.Equal(instead, Scope.Instead(ObjectKey.Parse(key)));

    [Fact]
    public void What_is_left_out_limits_nothing_and_an_empty_list_lets_in_nothing()
    {
        Assert.Null(new ObjectScope().Instead(ObjectKey.Parse("_.Namespace._.x")));
        Assert.Equal("namespaced objects", (Scope with { ClusterScoped = false }).Instead(ObjectKey.Parse("_.Namespace._.shop")));
        Assert.NotNull(new ObjectScope { Kinds = [] }.Instead(ObjectKey.Parse("_.ConfigMap.shop.a")));
    }
}
