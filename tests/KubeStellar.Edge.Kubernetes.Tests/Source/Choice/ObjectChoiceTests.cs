using System.Text.Json.Nodes;
using KubeStellar.Edge.Kubernetes.Source.Choice;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Choice;

public sealed class ObjectChoiceTests
{
    private const string Controlled = """, "ownerReferences": [{ "kind": "ReplicaSet", "controller": true }]""";

    [Theory]
    [InlineData("ConfigMap", "a", "", "{}")]
    [InlineData("Pod", "a", Controlled, """{"edge.kubestellar.io/workload":"true"}""")]
    [InlineData("ConfigMap", "a", """, "ownerReferences": [{ "kind": "Store" }]""", "{}")]
    [InlineData("ServiceAccount", "robot", "", "{}")]
    public void Takes_what_is_peoples_own(string kind, string name, string metadata, string labels) => Assert.Null(Explain(kind, name, metadata, labels));

    [Theory]
    [InlineData("Pod", "a", Controlled, """{"app":"shop"}""")]
    [InlineData("ConfigMap", "a", "", """{"edge.kubestellar.io/owner":"3f2a","edge.kubestellar.io/workload":"true"}""")]
    [InlineData("ConfigMap", "p", "", """{"edge.kubestellar.io/policy":"true"}""")]
    [InlineData("ConfigMap", "kube-root-ca.crt", "", "{}")]
    [InlineData("ServiceAccount", "default", "", "{}")]
    public void Leaves_alone_what_others_made(string kind, string name, string metadata, string labels) => Assert.NotNull(Explain(kind, name, metadata, labels));

    private static string? Explain(string kind, string name, string metadata, string labels) =>
        ObjectChoice.Explain(JsonNode.Parse($$"""{ "apiVersion": "v1", "kind": "{{kind}}", "metadata": { "name": "{{name}}", "labels": {{labels}}{{metadata}} } }""")!.AsObject());
}
