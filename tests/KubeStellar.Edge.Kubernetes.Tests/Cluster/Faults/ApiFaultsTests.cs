using System.Text;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Faults;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Faults;

/// <summary>What servers answer, in their own words, and what becomes of it.</summary>
public sealed class ApiFaultsTests
{
    private static readonly KindInfo ConfigMap = new("", "v1", "ConfigMap", "configmaps", true, false);

    [Theory]
    [InlineData(403, "configmaps \"a\" is forbidden: User \"u\" cannot patch resource \"configmaps\" in API group \"\" in the namespace \"shop\"", "Forbidden", true, "may not patch configmaps")]
    [InlineData(403, "configmaps \"a\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=1, limited: configmaps=1", "QuotaExceeded", false, "exceeded quota")]
    [InlineData(403, "configmaps \"a\" is forbidden: unable to create new content in namespace shop because it is being terminated", "NamespaceTerminating", false, "shop")]
    [InlineData(403, "admission webhook \"deny.example.com\" denied the request: not on Fridays", "WebhookDenied", true, "not on Fridays")]
    [InlineData(400, "admission webhook \"deny.example.com\" denied the request without explanation", "WebhookDenied", true, "without explanation")]
    [InlineData(403, "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": privileged", "Forbidden", true, "PodSecurity")]
    [InlineData(500, "Internal error occurred: failed calling webhook \"x.example.com\": failed to call webhook: Post \"https://x.svc:443/\": no endpoints", "WebhookUnavailable", false, "x.example.com")]
    [InlineData(500, "failed to create typed patch object (/u2; /v1, Kind=ConfigMap): .dat: field not declared in schema", "Invalid", true, ".dat")]
    [InlineData(500, "etcdserver: mvcc: database space exceeded", "StorageUnavailable", false, "space exceeded")]
    [InlineData(500, "something broke", "ServerError", false, "something broke")]
    [InlineData(503, "the server is currently unable to handle the request", "ServerError", false, "unable")]
    [InlineData(504, "Timeout: request did not complete within the allotted timeout", "ServerError", false, "Timeout")]
    [InlineData(422, "ConfigMap \"a\" is invalid: data: Required value", "Invalid", true, "Required value")]
    [InlineData(413, "Request entity too large: limit is 3145728", "TooLarge", true, "size")]
    [InlineData(401, "Unauthorized", "Unauthorized", false, "credentials")]
    [InlineData(409, "Operation cannot be fulfilled on configmaps \"a\": the object has been modified", "Changed", false, "modified")]
    public void An_answer_becomes_an_outcome(int code, string message, string reason, bool stalled, string says)
    {
        var outcome = Of(code, Status(message), ConfigMap);
        Assert.Equal((reason, stalled), (outcome.Reason, outcome.Kind is TargetOutcomeKind.Stalled));
        Assert.Contains(says, outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_namespace_is_not_a_missing_kind()
    {
        Assert.Equal("NamespaceMissing", Of(404, Status("namespaces \"shop\" not found", "NotFound", "namespaces"), ConfigMap).Reason);
        Assert.Equal("KindUnknown", Of(404, "404 page not found", ConfigMap).Reason);
    }

    [Fact]
    public void Values_of_a_secret_are_never_told()
    {
        var secret = ConfigMap with { Kind = "Secret", Resource = "secrets" };
        var body = """{"kind":"Status","message":"Secret \"s\" is invalid: data[k]: Invalid value: \"hunter2\"","reason":"Invalid","details":{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: \"hunter2\"","field":"data[k]"}]}}""";
        var outcome = Of(422, body, secret);
        Assert.Contains("data[k]", outcome.Message, StringComparison.Ordinal);
        foreach (var code in new[] { 400, 403, 409, 422, 500 })
            Assert.DoesNotContain("hunter2", Of(code, body, secret).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conflicts_name_field_and_manager()
    {
        var status = ApiStatus.Parse(Encoding.UTF8.GetBytes(
            """{"kind":"Status","message":"Apply failed","reason":"Conflict","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl-patch\" using v1","field":".data.a"},{"reason":"FieldManagerConflict","message":"conflict with \"hpa\" with subresource \"scale\" using apps/v1","field":".spec.replicas"}]}}"""));
        Assert.Equal([(".data.a", "kubectl-patch"), (".spec.replicas", "hpa")], ApiFaults.FieldConflicts(status));
    }

    [Theory]
    [InlineData("Invalid value: {}: field is immutable", true)]
    [InlineData("Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals' are forbidden", true)]
    [InlineData("Forbidden: spec is immutable after creation except resources.requests", true)]
    [InlineData("Invalid value: \"None\": may not change once set", true)]
    [InlineData("Invalid value: {}: cannot change roleRef", true)]
    [InlineData("Forbidden: field is immutable when `immutable` is set", true)]
    [InlineData("Required value", false)]
    public void Fields_that_cannot_change_are_told_from_bad_ones(string message, bool immutable)
    {
        var status = new ApiStatus("Invalid", "", "", [new ApiCause("FieldValueInvalid", message, "spec.x")]);
        Assert.Equal(immutable, ApiFaults.Immutables(status).Count == 1);
    }

    private static TargetOutcome Of(int code, string body, KindInfo kind) => ApiFaults.Outcome(new ApiReply(code, Encoding.UTF8.GetBytes(body)), kind, "shop", "patch");

    private static string Status(string message, string reason = "", string kind = "") =>
        new System.Text.Json.Nodes.JsonObject { ["kind"] = "Status", ["message"] = message, ["reason"] = reason, ["details"] = new System.Text.Json.Nodes.JsonObject { ["kind"] = kind } }.ToJsonString();
}
