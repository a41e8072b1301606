using System.Text.Json.Nodes;
using Xunit;

namespace KubeStellar.Edge.TestKit.Cluster.Contracts;

/// <summary>Server-side apply and who owns what.</summary>
public abstract partial class ApiServerContract
{
    [Fact]
    public async Task Apply_creates_with_201_and_owns_what_it_names_only()
    {
        var answer = await Admin.ApplyAsync(Deployment("a", """{"name":"c","image":"i:1","ports":[{"containerPort":80}],"env":[{"name":"E","value":"1"}]}"""), Token, "me");
        Assert.Equal(201, answer.Status);
        var body = answer.Ok();
        Assert.Equal(
            """{"f:spec":{"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:env":{"k:{\"name\":\"E\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:name":{},"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}}}""",
            Assert.Single(Owners(body), owner => owner.Key == "me Apply").Value);
        Assert.Equal(1, (int)body["spec"]!["replicas"]!);
        Assert.Equal("RollingUpdate", (string)body["spec"]!["strategy"]!["type"]!);
        Assert.Equal("IfNotPresent", (string)body["spec"]!["template"]!["spec"]!["containers"]![0]!["imagePullPolicy"]!);
        Assert.Equal("TCP", (string)body["spec"]!["template"]!["spec"]!["containers"]![0]!["ports"]![0]!["protocol"]!);
        Assert.Equal(1, (int)body["metadata"]!["generation"]!);
        Assert.NotEqual("", (string)body["metadata"]!["uid"]!);
    }

    [Fact]
    public async Task Apply_of_the_same_again_writes_nothing()
    {
        var first = (await Admin.ApplyAsync(Deployment("a"), Token, "me")).Ok();
        var again = await Admin.ApplyAsync(Deployment("a"), Token, "me");
        Assert.Equal(200, again.Status);
        Assert.Equal(Revision(first), Revision(again.Ok()));
        Assert.Equal(first.ToJsonString(), again.Ok().ToJsonString());
    }

    [Fact]
    public async Task Generation_rises_with_what_is_wanted_only()
    {
        (await Admin.ApplyAsync(Deployment("a"), Token, "me")).Ok();
        var labelled = Deployment("a");
        labelled["metadata"]!["labels"] = Json("""{"a":"b"}""");
        Assert.Equal(1, (int)(await Admin.ApplyAsync(labelled, Token, "me")).Ok()["metadata"]!["generation"]!);
        Assert.Equal(2, (int)(await Admin.ApplyAsync(Deployment("a", spec: "\"replicas\":3,"), Token, "me")).Ok()["metadata"]!["generation"]!);
        (await Admin.MergeAsync(Deployments("a"), """{"metadata":{"labels":{"a":"c"}}}""", Token)).Ok();
        (await Admin.StatusAsync(Deployments("a"), """{"replicas":1,"observedGeneration":2}""", Token)).Ok();
        var live = (await Admin.GetAsync(Deployments("a"), Token)).Ok();
        Assert.Equal((2, 1), ((int)live["metadata"]!["generation"]!, (int)live["status"]!["replicas"]!));

        // Of a Deployment annotations count as well: its controller copies them.
        live = (await Admin.MergeAsync(Deployments("a"), """{"metadata":{"annotations":{"a":"b"}}}""", Token)).Ok();
        Assert.Equal(3, (int)live["metadata"]!["generation"]!);
    }

    [Fact]
    public async Task Conflict_names_the_manager_and_the_fields()
    {
        (await Admin.ApplyAsync(Deployment("a"), Token, "one")).Ok();
        var answer = await Admin.ApplyAsync(Deployment("a", """{"name":"c","image":"i:2"}"""), Token, "two");
        Assert.Equal((409, "Conflict"), (answer.Status, answer.Reason));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .spec.template.spec.containers[name=\"c\"].image", answer.Message);
        Assert.Equal(["FieldManagerConflict .spec.template.spec.containers[name=\"c\"].image: conflict with \"one\""], answer.Causes);

        (await Admin.CreateAsync(ConfigMap("b", """{"x":"1","y":"1","a.b-c":"1"}"""), Token, "maker")).Ok();
        answer = await Admin.ApplyAsync(ConfigMap("b", """{"x":"2","y":"2","a.b-c":"2"}"""), Token, "two");
        Assert.Equal("Apply failed with 3 conflicts: conflicts with \"maker\" using v1:\n- .data.a.b-c\n- .data.x\n- .data.y", answer.Message);
        Assert.Equal(
            ["FieldManagerConflict .data.a.b-c: conflict with \"maker\" using v1", "FieldManagerConflict .data.x: conflict with \"maker\" using v1", "FieldManagerConflict .data.y: conflict with \"maker\" using v1"], answer.Causes);
    }

    [Fact]
    public async Task Force_takes_the_field_over()
    {
        (await Admin.ApplyAsync(ConfigMap("a", """{"x":"1","y":"1"}"""), Token, "one")).Ok();
        var body = (await Admin.ApplyAsync(ConfigMap("a", """{"x":"2"}"""), Token, "two", force: true)).Ok();
        Assert.Equal("""{"x":"2","y":"1"}""", body["data"]!.ToJsonString());
        Assert.Equal("""{"f:data":{"f:y":{}}}""", Owners(body)["one Apply"]);
        Assert.Equal("""{"f:data":{"f:x":{}}}""", Owners(body)["two Apply"]);
        var lost = await Admin.ApplyAsync(ConfigMap("a", """{"x":"1","y":"1"}"""), Token, "one");
        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"two\": .data.x"), (lost.Status, lost.Message));
    }

    [Fact]
    public async Task Same_value_is_owned_by_both_and_stays_until_both_let_go()
    {
        (await Admin.ApplyAsync(ConfigMap("a", """{"x":"1","y":"1"}"""), Token, "one")).Ok();
        var shared = (await Admin.ApplyAsync(ConfigMap("a", """{"x":"1"}"""), Token, "two")).Ok();
        Assert.Equal("""{"f:data":{"f:x":{},"f:y":{}}}""", Owners(shared)["one Apply"]);
        Assert.Equal("""{"f:data":{"f:x":{}}}""", Owners(shared)["two Apply"]);
        Assert.Equal("""{"x":"1","y":"1"}""", (await Admin.ApplyAsync(ConfigMap("a", """{"y":"1"}"""), Token, "one")).Ok()["data"]!.ToJsonString());
        Assert.Equal("""{"y":"1","z":"1"}""", (await Admin.ApplyAsync(ConfigMap("a", """{"z":"1"}"""), Token, "two")).Ok()["data"]!.ToJsonString());
    }

    [Fact]
    public async Task An_update_takes_changed_fields_from_who_applied_them()
    {
        (await Admin.ApplyAsync(ConfigMap("a", """{"x":"1","y":"1"}"""), Token, "me")).Ok();
        var merged = (await Admin.MergeAsync(ConfigMaps("a"), """{"data":{"x":"2"}}""", Token, "other")).Ok();
        Assert.Equal("""{"f:data":{"f:y":{}}}""", Owners(merged)["me Apply"]);
        Assert.Equal("""{"f:data":{"f:x":{}}}""", Owners(merged)["other Update"]);
        var answer = await Admin.ApplyAsync(ConfigMap("a", """{"x":"1","y":"1"}"""), Token, "me");
        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"other\" using v1: .data.x"), (answer.Status, answer.Message));
        var body = (await Admin.ApplyAsync(ConfigMap("a", """{"x":"1","y":"1"}"""), Token, "me", force: true)).Ok();
        Assert.Equal(["me Apply"], Owners(body).Keys);
    }

    [Fact]
    public async Task An_update_that_removes_a_field_takes_it_from_all()
    {
        (await Admin.ApplyAsync(ConfigMap("a", """{"x":"1","y":"1"}"""), Token, "me")).Ok();
        var body = (await Admin.MergeAsync(ConfigMaps("a"), """{"data":{"x":null}}""", Token, "other")).Ok();
        Assert.Equal("""{"y":"1"}""", body["data"]!.ToJsonString());
        Assert.Equal("""{"f:data":{"f:y":{}}}""", Owners(body)["me Apply"]);
        Assert.False(Owners(body).ContainsKey("other Update"));
    }

    [Fact]
    public async Task A_controller_that_scales_owns_the_replicas()
    {
        (await Admin.ApplyAsync(Deployment("a", spec: "\"replicas\":1,"), Token, "me")).Ok();
        (await Admin.MergeAsync(Deployments("a"), """{"spec":{"replicas":4}}""", Token, "scaler")).Ok();
        var without = (await Admin.ApplyAsync(Deployment("a"), Token, "me")).Ok();
        Assert.Equal(4, (int)without["spec"]!["replicas"]!);
        var with = await Admin.ApplyAsync(Deployment("a", spec: "\"replicas\":1,"), Token, "me");
        Assert.Equal(["FieldManagerConflict .spec.replicas: conflict with \"scaler\" using apps/v1"], with.Causes);
    }

    [Fact]
    public async Task A_field_that_nobody_applies_any_more_falls_back_to_its_default()
    {
        (await Admin.ApplyAsync(Deployment("a", spec: "\"replicas\":3,\"strategy\":{\"type\":\"Recreate\"},"), Token, "me")).Ok();
        var body = (await Admin.ApplyAsync(Deployment("a"), Token, "me")).Ok();
        Assert.Equal(1, (int)body["spec"]!["replicas"]!);
        Assert.Equal("RollingUpdate", (string)body["spec"]!["strategy"]!["type"]!);
    }

    [Fact]
    public async Task Items_of_associative_lists_come_and_go_one_by_one()
    {
        (await Admin.ApplyAsync(Deployment("a", """{"name":"c","image":"i:1","env":[{"name":"A","value":"1"},{"name":"B","value":"1"}]}"""), Token, "me")).Ok();
        (await Admin.ApplyAsync(
            Json("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","namespace":"@space"},"spec":{"template":{"spec":{"containers":[{"name":"side","image":"s:1"},{"name":"c","env":[{"name":"Z","value":"9"}]}]}}}}"""), Token, "injector")).Ok();
        var body = (await Admin.ApplyAsync(Deployment("a", """{"name":"c","image":"i:2","env":[{"name":"B","value":"2"}]}"""), Token, "me")).Ok();
        var containers = body["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(["c", "side"], containers.Select(container => (string)container!["name"]!).Order());
        var main = containers.Single(container => (string)container!["name"]! == "c")!;
        Assert.Equal("i:2", (string)main["image"]!);
        Assert.Equal(["B=2", "Z=9"], main["env"]!.AsArray().Select(variable => $"{(string)variable!["name"]!}={(string)variable["value"]!}").Order());
        body = (await Admin.ApplyAsync(Json("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","namespace":"@space"}}"""), Token, "injector")).Ok();
        Assert.Equal(["c"], body["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(container => (string)container!["name"]!));
    }

    [Fact]
    public async Task Atomic_fields_have_one_owner_as_a_whole()
    {
        (await Admin.ApplyAsync(Deployment("a", """{"name":"c","image":"i:1","args":["x","y"]}"""), Token, "me")).Ok();
        var answer = await Admin.ApplyAsync(
            Json("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","namespace":"@space"},"spec":{"template":{"spec":{"containers":[{"name":"c","args":["x","y","z"]}]}}}}"""), Token, "other");
        Assert.Equal(["FieldManagerConflict .spec.template.spec.containers[name=\"c\"].args: conflict with \"me\""], answer.Causes);
    }

    [Fact]
    public async Task Labels_and_annotations_are_owned_one_by_one_and_finalizers_are_a_set()
    {
        (await Admin.ApplyAsync(ConfigMap("a", metadata: """ "labels":{"l":"1"},"annotations":{"n/a":"1"},"finalizers":["x.io/a"] """), Token, "me")).Ok();
        var body = (await Admin.MergeAsync(ConfigMaps("a"), """{"metadata":{"labels":{"theirs":"1"},"finalizers":["x.io/a","x.io/b"]}}""", Token, "other")).Ok();
        Assert.Equal("""{"f:data":{"f:k":{}},"f:metadata":{"f:annotations":{"f:n/a":{}},"f:finalizers":{"v:\"x.io/a\"":{}},"f:labels":{"f:l":{}}}}""", Owners(body)["me Apply"]);
        body = (await Admin.ApplyAsync(ConfigMap("a"), Token, "me")).Ok();
        Assert.Equal(
            ("""{"theirs":"1"}""", """["x.io/b"]""", null),
            (body["metadata"]!["labels"]!.ToJsonString(), body["metadata"]!["finalizers"]!.ToJsonString(), body["metadata"]!["annotations"]));
    }

    [Fact]
    public async Task Dry_run_writes_nothing_and_says_what_it_would()
    {
        var answer = await Admin.ApplyAsync(Deployment("a"), Token, "me", query: "&dryRun=All");
        Assert.Equal((201, 1), (answer.Status, (int)answer.Ok()["spec"]!["replicas"]!));
        Assert.Null(await Admin.FindAsync(Deployments("a"), Token));
        var there = (await Admin.ApplyAsync(Deployment("a"), Token, "me")).Ok();
        var dry = (await Admin.ApplyAsync(Deployment("a", spec: "\"replicas\":7,"), Token, "me", query: "&dryRun=All")).Ok();
        Assert.Equal(7, (int)dry["spec"]!["replicas"]!);
        Assert.Equal(there.ToJsonString(), (await Admin.FindAsync(Deployments("a"), Token))!.ToJsonString());
    }

    [Fact]
    public async Task Status_is_applied_at_its_subresource_only()
    {
        var body = Deployment("a");
        body["status"] = Json("""{"replicas":5}""");
        var live = (await Admin.ApplyAsync(body, Token, "me")).Ok();
        Assert.Null(live["status"]!["replicas"]);
        live = (await Admin.StatusAsync(Deployments("a"), """{"replicas":2,"conditions":[{"type":"Available","status":"True"}]}""", Token)).Ok();
        Assert.Equal(2, (int)live["status"]!["replicas"]!);
        Assert.Contains("controller Update status", Owners(live).Keys);
        live = (await Admin.ApplyAsync(Deployment("a", spec: "\"replicas\":3,"), Token, "me")).Ok();
        Assert.Equal((2, 3), ((int)live["status"]!["replicas"]!, (int)live["spec"]!["replicas"]!));
    }

    [Fact]
    public async Task Apply_without_a_manager_is_refused()
    {
        var answer = await Admin.SendAsync(HttpMethod.Patch, ConfigMaps("a"), Token, ConfigMap("a").ToJsonString(), "application/apply-patch+yaml");
        Assert.Equal((422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Apply_with_a_stale_revision_or_uid_is_refused()
    {
        var first = (await Admin.ApplyAsync(ConfigMap("a"), Token, "me")).Ok();
        (await Admin.MergeAsync(ConfigMaps("a"), """{"data":{"x":"2"}}""", Token)).Ok();
        var stale = ConfigMap("a");
        stale["metadata"]!["resourceVersion"] = Revision(first);
        var answer = await Admin.ApplyAsync(stale, Token, "me");
        Assert.Equal((409, "Conflict"), (answer.Status, answer.Reason));
        Assert.Empty(answer.Causes);
        var other = ConfigMap("a");
        other["metadata"]!["uid"] = "00000000-0000-0000-0000-000000000000";
        Assert.Equal(422, (await Admin.ApplyAsync(other, Token, "me")).Status);
    }
}
