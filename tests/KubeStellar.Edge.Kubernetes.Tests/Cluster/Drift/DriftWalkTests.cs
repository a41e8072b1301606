using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Kubernetes.Cluster.Drift;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Drift;

/// <summary>Drift by ownership, with managedFields as API servers write them.</summary>
public sealed class DriftWalkTests
{
    private const string Content = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","labels":{"app":"web"},"annotations":{"example.com/note":"x"}},
         "spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
          "spec":{"containers":[{"name":"app","image":"a:1","command":["run","it"],"ports":[{"containerPort":80},{"containerPort":53,"protocol":"UDP"}],"env":[]}],
           "volumes":[{"name":"v","emptyDir":{}}],"securityContext":{}}}}}
        """;

    private const string Own = """
        {"f:metadata":{"f:annotations":{"f:example.com/note":{}},"f:labels":{"f:app":{}}},
         "f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},
          "f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{".":{},"f:command":{},"f:env":{},"f:image":{},"f:name":{},
            "f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}},"k:{\"containerPort\":53,\"protocol\":\"UDP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}}}},
           "f:securityContext":{},"f:volumes":{"k:{\"name\":\"v\"}":{".":{},"f:emptyDir":{},"f:name":{}}}}}}}
        """;

    [Fact]
    public void What_was_applied_and_left_alone_is_no_drift() => Assert.Empty(Find(Content, Own));

    [Fact]
    public void The_status_of_a_controller_is_nobodys_drift() => Assert.Empty(Find(
        Content, Own, ("kube-controller-manager", "status", """{"f:metadata":{"f:annotations":{"f:deployment.kubernetes.io/revision":{}}},"f:status":{"f:replicas":{}}}""")));

    [Fact]
    public void A_scaled_workload_names_who_scaled_it() => Assert.Equal(
        [new LostField("spec.replicas", "/spec/replicas", "kubectl")],
        Find(Content, Own.Replace("\"f:replicas\":{},", "", StringComparison.Ordinal), ("kubectl", "scale", """{"f:spec":{"f:replicas":{}}}""")));

    [Fact]
    public void An_edited_container_is_named_by_its_name() => Assert.Equal(
        [new LostField("spec.template.spec.containers[name=app].image", "/spec/template/spec/containers/0/image", "kubectl-edit")],
        Find(Content, Own.Replace("\"f:image\":{},", "", StringComparison.Ordinal), ("kubectl-edit", "", """{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{"f:image":{}}}}}}}""")));

    [Fact]
    public void A_removed_field_is_nobodys() => Assert.Equal(
        [new LostField("metadata.annotations[\"example.com/note\"]", "/metadata/annotations/example.com/note", "")],
        Find(Content, Own.Replace("\"f:annotations\":{\"f:example.com/note\":{}},", "", StringComparison.Ordinal)));

    [Fact]
    public void A_removed_item_of_a_list_is_one_field() => Assert.Equal(
        [new LostField("spec.template.spec.volumes[name=v]", "/spec/template/spec/volumes/0", "")],
        Find(Content, Own.Replace("\"k:{\\\"name\\\":\\\"v\\\"}\":{\".\":{},\"f:emptyDir\":{},\"f:name\":{}}", "\"k:{\\\"name\\\":\\\"other\\\"}\":{\".\":{},\"f:name\":{}}", StringComparison.Ordinal)));

    [Fact]
    public void An_item_that_somebody_took_whole_is_one_field_with_its_keys() => Assert.Equal(
        [new LostField("spec.template.spec.volumes[name=v]", "/spec/template/spec/volumes/0", "csi")],
        Find(
            Content, Own.Replace("\"k:{\\\"name\\\":\\\"v\\\"}\":{\".\":{},\"f:emptyDir\":{},\"f:name\":{}}", "\"k:{\\\"name\\\":\\\"other\\\"}\":{\".\":{},\"f:name\":{}}", StringComparison.Ordinal),
            ("csi", "", """{"f:spec":{"f:template":{"f:spec":{"f:volumes":{"k:{\"name\":\"v\"}":{".":{},"f:emptyDir":{},"f:name":{}}}}}}}""")));

    [Fact]
    public void A_port_without_a_protocol_is_the_tcp_one() => Assert.Equal(
        ["spec.template.spec.containers[name=app].ports[containerPort=80]"],
        Find(Content, Own.Replace("\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},\"f:containerPort\":{}},", "", StringComparison.Ordinal)).Select(field => field.Path));

    [Fact]
    public void A_list_that_is_one_value_is_lost_whole() => Assert.Equal(
        [new LostField("spec.template.spec.containers[name=app].command", "/spec/template/spec/containers/0/command", "kubectl-edit")],
        Find(Content, Own.Replace("\"f:command\":{},", "", StringComparison.Ordinal), ("kubectl-edit", "", """{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{"f:command":{}}}}}}}""")));

    [Fact]
    public void Of_two_that_hold_a_field_the_last_is_named()
    {
        var content = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"v":"1","w":"2"}}""";
        var fields = Find(content, """{"f:data":{"f:w":{}}}""", ("first", "", """{"f:data":{"f:v":{}}}"""), ("second", "", """{"f:data":{"f:v":{}}}"""));
        Assert.Equal([new LostField("data.v", "/data/v", "second")], fields);
    }

    [Fact]
    public void Everything_taken_is_told_leaf_by_leaf_where_somebody_holds_it()
    {
        var content = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"v":"1","w":"2"}}""";
        Assert.Equal(["data.v", "data.w"], Find(content, """{"f:metadata":{}}""", ("helm", "", """{"f:data":{".":{},"f:v":{},"f:w":{}}}""")).Select(field => field.Path));
        Assert.Equal([new LostField("data.v", "/data/v", ""), new LostField("data.w", "/data/w", "")], Find(content, """{"f:metadata":{}}"""));
    }

    [Fact]
    public void Members_of_a_set_are_told_one_by_one()
    {
        var content = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","finalizers":["a/b","c/d"]}}""";
        Assert.Equal(["metadata.finalizers[=c/d]"], Find(content, """{"f:metadata":{"f:finalizers":{".":{},"v:\"a/b\"":{}}}}""").Select(field => field.Path));
    }

    [Fact]
    public void Without_any_managers_all_is_lost()
    {
        using var managers = FieldManagers.Parse(Array.Empty<byte>());
        using var content = JsonDocument.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"v":"1"}}""");
        Assert.Equal(["data.v"], DriftWalk.Find(content.RootElement, managers).Select(field => field.Path));
    }

    [Fact]
    public void Leaves_are_spelled_as_the_server_spells_conflicts()
    {
        var leaves = new HashSet<string>();
        using var own = JsonDocument.Parse(Own);
        FieldNames.Flatten(own.RootElement, "", leaves);
        Assert.Contains(".spec.template.spec.containers[name=\"app\"].image", leaves);
        Assert.Contains(".spec.template.spec.containers[name=\"app\"].ports[containerPort=80,protocol=\"TCP\"]", leaves);
        Assert.Contains(".metadata.annotations.example.com/note", leaves);
    }

    private static IReadOnlyList<LostField> Find(string content, string own, params (string Manager, string Sub, string Fields)[] others)
    {
        var list = new List<string> { Entry(FieldManagers.Ours, "Apply", "", own, 0) };
        list.AddRange(others.Select((other, index) => Entry(other.Manager, "Update", other.Sub, other.Fields, index + 1)));
        using var metadata = JsonDocument.Parse($$"""{"managedFields":[{{string.Join(',', list)}}]}""");
        using var managers = FieldManagers.Parse(FieldManagers.Compact(metadata.RootElement));
        using var parsed = JsonDocument.Parse(Encoding.UTF8.GetBytes(content));
        return [.. DriftWalk.Find(parsed.RootElement, managers).Select(field => field with { Spelled = "" })];
    }

    private static string Entry(string manager, string operation, string sub, string fields, int minute) =>
        $$"""{"manager":"{{manager}}","operation":"{{operation}}","subresource":"{{sub}}","apiVersion":"apps/v1","time":"2026-01-01T00:0{{minute}}:00Z","fieldsType":"FieldsV1","fieldsV1":{{fields}}}""";
}
