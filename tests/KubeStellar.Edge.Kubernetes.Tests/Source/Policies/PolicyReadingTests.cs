using System.Text.Json.Nodes;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;
using KubeStellar.Edge.Kubernetes.Source.Policies;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Policies;

public sealed class PolicyReadingTests
{
    [Fact]
    public void A_module_with_its_files_and_values_digit_by_digit()
    {
        var read = Resource("""{"module":"main","files":{"sizes.js":"more"},"parameters":{"ratio":1.10}}""");
        Assert.Equal(("shop", "web", "shop/web/web.js", ""), (read.Space, read.Name, read.Policy!.Source, read.Fault));
        Assert.Equal(["sizes.js", "web.js"], read.Policy.Bundle.Files.Keys);
        Assert.Equal("1.10", read.Policy.Bundle.Parameters!["ratio"].GetRawText());
        Assert.Equal((3, "u/3"), (read.Generation, read.Stamp));
    }

    [Fact]
    public void TypeScript_by_its_file_and_a_library_by_its_name()
    {
        Assert.Equal("web.ts", Resource("""{"module":"main","file":"web.ts"}""").Policy!.Bundle.Main);
        var bundle = Resource("""{"library":"tiers@1.2.0","parameters":{"a":1}}""").Policy!.Bundle;
        Assert.Equal(("tiers@1.2.0", 0), (bundle.Main, bundle.Files.Count));
    }

    [Theory]
    [InlineData("{}", "neither")]
    [InlineData("""{"module":"a","library":"b@1.0.0"}""", "both")]
    [InlineData("""{"library":"b"}""", "spec.library")]
    [InlineData("""{"library":"b@1.0.0","files":{"a.js":""}}""", "spec.files")]
    [InlineData("""{"module":"a","files":{"web.js":"b"}}""", "web.js")]
    public void What_cannot_be_meant_is_told(string spec, string says)
    {
        var read = Resource(spec);
        Assert.Null(read.Policy);
        Assert.Contains(says, read.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_the_hub_never_takes_are_told()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);
        var read = PolicyReading.Of(Item("{\"module\":\"x\",\"parameters\":" + deep + "}"), isConfigMap: false);
        Assert.Null(read.Policy);
        Assert.Contains("deep", read.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ConfigMap_holds_files_and_values()
    {
        var read = Map("""{"policy.ts":"main","sizes.js":"more","parameters.yaml":"size: large\nratio: 1.10\n"}""");
        Assert.Equal(("policy.ts", "1.10"), (read.Policy!.Bundle.Main, read.Policy.Bundle.Parameters!["ratio"].GetRawText()));
        Assert.Equal(["policy.ts", "sizes.js"], read.Policy.Bundle.Files.Keys);
        Assert.Contains("no entry module", Map("""{"main.js":"x"}""").Fault, StringComparison.Ordinal);
        Assert.StartsWith("parameters.yaml:", Map("""{"policy.js":"x","parameters.yaml":"a: ["}""").Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_applied_changes_the_stamp()
    {
        Assert.Equal(Map("""{"policy.js":"x"}""").Stamp, Map("""{"policy.js":"x"}""", version: "9").Stamp);
        Assert.NotEqual(Map("""{"policy.js":"x"}""").Stamp, Map("""{"policy.js":"y"}""").Stamp);
    }

    private static TakenPolicy Resource(string spec) => PolicyReading.OfResource(Item(spec));

    private static JsonObject Item(string spec) => JsonNode.Parse(
        """{"apiVersion":"edge.kubestellar.io/v1alpha1","kind":"Policy","metadata":{"name":"web","namespace":"shop","uid":"u","generation":3},"spec":SPEC}""".Replace("SPEC", spec, StringComparison.Ordinal),
        documentOptions: NodeJson.Reading)!.AsObject();

    private static TakenPolicy Map(string data, string version = "1") => PolicyReading.OfConfigMap(
        JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web","namespace":"shop","uid":"u","resourceVersion":"VERSION"},"data":DATA}"""
            .Replace("VERSION", version, StringComparison.Ordinal).Replace("DATA", data, StringComparison.Ordinal))!.AsObject());
}
