using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Sealing;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Sealing;

public sealed class SecretFieldsTests
{
    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","data":{"a":"MQ==","b.c":"Mg=="},"stringData":{"d":"3"},"type":"Opaque"}""", "data/a data/b.c stringData/d")]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","data":null}""", "")]
    [InlineData("""{"apiVersion":"example.com/v1","kind":"Secret","data":{"a":"MQ=="}}""", "")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"MQ=="}}""", "")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{"edge.kubestellar.io/sealed":"data.a"}},"data":{"a":"1","b":"2"}}""", "data/a")]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"annotations":{"edge.kubestellar.io/sealed":"data, type"}},"data":{"a":"MQ=="},"type":"x"}""", "type data/a")]
    [InlineData("""{"apiVersion":"example.com/v1","kind":"Store","spec":{"auth":{"user":"u","password":"p"},"users":[{"token":"1"},{}]}}""", "spec/auth spec/users/0/token")]
    public void What_is_secret_is_found(string json, string places)
    {
        SealRule[] rules =
        [
            new() { Kind = "Store", Group = "example.com", Paths = ["spec.auth", "spec.auth.password", "spec.users[*].token"] },
            new() { Kind = "Store", Group = "other.example.com", Paths = ["spec"] },
            new() { Kind = "Shop", Paths = ["spec"] },
        ];

        Assert.Equal(places, string.Join(' ', Find(json, rules).Select(place => string.Join('/', place))));
    }

    [Theory]
    [InlineData("data.a, data.b", "the object has no data.b")]
    [InlineData("data[", "paths of fields such as")]
    [InlineData("kind", "kind: it names the object")]
    [InlineData("metadata.labels.app", "metadata.labels.app: of metadata only single annotations")]
    [InlineData("metadata.annotations", "metadata.annotations: of metadata only single annotations")]
    [InlineData("metadata.annotations[\"edge.kubestellar.io/sealed\"]", "of metadata only single annotations")]
    [InlineData("status.phase", "status.phase: the status is not the owner's")]
    public void An_annotation_that_would_leave_a_secret_plain_is_refused(string paths, string reason)
    {
        var json = $$$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"labels":{"app":"x"},"annotations":{"edge.kubestellar.io/sealed":{{{{JsonSerializer.Serialize(paths)}}}}}},"data":{"a":"1"},"status":{"phase":"x"}}""";

        var refused = Assert.Throws<JsonRefusedException>(() => Find(json, []));

        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.Equal("metadata.annotations.\"edge.kubestellar.io/sealed\"", refused.Path);
    }

    [Fact]
    public void An_annotation_may_be_a_secret() =>
        Assert.Equal([["metadata", "annotations", "example.com/key"]], Find("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{"example.com/key":"v","edge.kubestellar.io/sealed":"metadata.annotations[\"example.com/key\"]"}}}""", []).Select(place => place.ToArray()));

    private static IReadOnlyList<System.Collections.Immutable.ImmutableArray<string>> Find(string json, SealRule[] rules)
    {
        var obj = JsonElement.Parse(json);
        var version = obj.Text("apiVersion");
        return SecretFields.Find(new ObjectKey(ObjectKey.GroupOf(version), obj.Text("kind"), "shop", "a"), obj, rules);
    }
}
