using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Tests.Manifests;

namespace KubeStellar.Edge.Contracts.Tests.Keys;

public sealed class ObjectRulesTests
{
    [Fact]
    public void Real_manifests_are_good() => Assert.All(ManifestData.All, manifest => Assert.Empty(ObjectRules.Check(JsonElement.Parse(manifest.Utf8))));

    [Theory]
    [InlineData("7", "")]
    [InlineData("{}", "apiVersion kind metadata")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""", null)]
    [InlineData("""{"apiVersion":"V1!","kind":"ConfigMap","metadata":{"name":"a"}}""", "apiVersion")]
    [InlineData("""{"apiVersion":"A/v1","kind":"ConfigMap","metadata":{"name":"a"}}""", "apiVersion")]
    [InlineData("""{"apiVersion":"a/b/v1","kind":"ConfigMap","metadata":{"name":"a"}}""", "apiVersion")]
    [InlineData("""{"apiVersion":"v1","kind":"Config Map","metadata":{"name":"a"}}""", "kind")]
    [InlineData("""{"apiVersion":"v1","kind":7,"metadata":{"name":"a"}}""", "kind")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{}}""", "metadata.name")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"A_b"}}""", "metadata.name")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a.b"}}""", null)]
    [InlineData("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a.b"}}""", "metadata.name")]
    [InlineData("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"a.b"}}""", "metadata.name")]
    [InlineData("""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"system:Node x"}}""", null)]
    [InlineData("""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"a/b"}}""", "metadata.name")]
    [InlineData("""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":".."}}""", "metadata.name")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"a-"}}""", "metadata.generateName")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"B"}}""", "metadata.namespace")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":["b"]}}""", "metadata.namespace")]
    [InlineData("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a","namespace":"b"}}""", "metadata.namespace")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"x":1,"ok":"1","-bad":"","y":"no spaces"}}}""", "metadata.labels.x metadata.labels.-bad metadata.labels.y")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":[]}}""", "metadata.labels")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{"Example.com/Any":"any value!","b":true}}}""", "metadata.annotations.b")]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{"k":"dg=="},"stringData":{"tls.key":"v"},"immutable":true,"type":"Opaque"}""", null)]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{"k":"kse-sealed.1.abc.def"},"stringData":null}""", null)]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{"k":"not base64","l":"dg","m":"dg =="}}""", "data.k data.l data.m")]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{"k":1,"a/b":"dg=="},"stringData":["x"],"type":1,"immutable":"yes"}""", "type immutable data.k data.a/b stringData")]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{}}""", null)]
    [InlineData("""{"apiVersion":"example.com/v1","kind":"Secret","metadata":{"name":"a"},"data":{"k":"dg=="}}""", null)]
    [InlineData("""{"apiVersion":"v1","kind":"List","items":[]}""", "kind")]
    public void Fields_are_named(string json, string? paths) =>
        Assert.Equal(paths is null ? [] : paths.Split(' '), ObjectRules.Check(JsonElement.Parse(json)).Select(error => error.Path));

    [Fact]
    public void Secret_values_are_never_in_the_message() =>
        Assert.DoesNotContain("hunter", string.Concat(ObjectRules.Check(JsonElement.Parse("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{"k":"hunter2!","l":["hunter3"]},"stringData":{"k":{"hunter":"hunter4"}}}"""))), StringComparison.Ordinal);

    [Fact]
    public void Ten_mebibytes_are_refused_with_the_limit()
    {
        var json = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"x":"{{{new string('x', 10 * 1024 * 1024)}}}"}}""";
        var error = Assert.Single(ObjectRules.Check(JsonElement.Parse(json)));
        Assert.Contains(ObjectLimits.MaxObjectBytes.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Annotations_have_a_total()
    {
        var json = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","annotations": {"x":"{{{new string('x', 300 * 1024)}}}"} } }""";
        Assert.Equal("metadata.annotations", Assert.Single(ObjectRules.Check(JsonElement.Parse(json))).Path);
    }
}
