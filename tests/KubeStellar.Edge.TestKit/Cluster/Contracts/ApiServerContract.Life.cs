using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Client;
using Xunit;

namespace KubeStellar.Edge.TestKit.Cluster.Contracts;

/// <summary>Creation, updates, removals, namespaces and custom resources.</summary>
public abstract partial class ApiServerContract
{
    [Fact]
    public async Task Creating_twice_is_refused()
    {
        Assert.Equal(201, (await Admin.CreateAsync(ConfigMap("a"), Token)).Status);
        var answer = await Admin.CreateAsync(ConfigMap("a"), Token);
        Assert.Equal((409, "AlreadyExists", "configmaps \"a\" already exists"), (answer.Status, answer.Reason, answer.Message));
    }

    [Fact]
    public async Task An_update_with_an_old_revision_is_refused()
    {
        var first = (await Admin.CreateAsync(ConfigMap("a"), Token)).Ok();
        var body = (JsonObject)first.DeepClone();
        body["data"]!["k"] = "2";
        var second = (await Admin.UpdateAsync(body, Token)).Ok();
        Assert.NotEqual(Revision(first), Revision(second));
        var answer = await Admin.UpdateAsync(body, Token);
        Assert.Equal(
            (409, "Conflict", "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again"),
            (answer.Status, answer.Reason, answer.Message));
        Assert.Equal(Revision(second), Revision((await Admin.UpdateAsync(second, Token)).Ok()));
        Assert.Equal(404, (await Admin.UpdateAsync(ConfigMap("no"), Token)).Status);
    }

    [Fact]
    public async Task Fields_that_never_change_are_named()
    {
        (await Admin.ApplyAsync(Deployment("a"), Token, "me")).Ok();
        var other = Json(Deployment("a").ToJsonString().Replace("\"app\":\"x\"", "\"app\":\"z\"", StringComparison.Ordinal));
        var answer = await Admin.ApplyAsync(other, Token, "me");
        Assert.Equal((422, "Invalid"), (answer.Status, answer.Reason));
        Assert.Equal("Deployment.apps \"a\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"z\"}}: field is immutable", answer.Message);
        Assert.Equal(["FieldValueInvalid spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"z\"}}: field is immutable"], answer.Causes);

        var job = Json("""{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j","namespace":"@space"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i:1"}]}}}}""");
        (await Admin.ApplyAsync(job, Token, "me")).Ok();
        Assert.Equal(200, (await Admin.ApplyAsync(job, Token, "me")).Status);
        job["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "i:2";
        answer = await Admin.ApplyAsync(job, Token, "me");
        Assert.Equal(422, answer.Status);
        Assert.StartsWith("FieldValueInvalid spec.template: ", Assert.Single(answer.Causes), StringComparison.Ordinal);
        Assert.EndsWith(": field is immutable", answer.Causes[0], StringComparison.Ordinal);

        var fixedMap = ConfigMap("f");
        fixedMap["immutable"] = true;
        (await Admin.ApplyAsync(fixedMap, Token, "me")).Ok();
        fixedMap["data"]!["k"] = "2";
        answer = await Admin.ApplyAsync(fixedMap, Token, "me");
        Assert.Equal(["FieldValueForbidden data: Forbidden: field is immutable when `immutable` is set"], answer.Causes);

        var service = Json("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","namespace":"@space"},"spec":{"selector":{"app":"x"},"ports":[{"port":80}]}}""");
        var live = (await Admin.ApplyAsync(service, Token, "me")).Ok();
        Assert.StartsWith("10.", (string)live["spec"]!["clusterIP"]!, StringComparison.Ordinal);
        Assert.Equal(Revision(live), Revision((await Admin.ApplyAsync(service, Token, "me")).Ok()));
        service["spec"]!["clusterIP"] = "10.0.0.77";
        answer = await Admin.ApplyAsync(service, Token, "me", force: true);
        Assert.Equal(422, answer.Status);
        Assert.Contains("may not change once set", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_or_misnamed_is_said()
    {
        var body = Deployment("a");
        body["spec"]!["template"]!["spec"]!.AsObject().Remove("containers");
        var answer = await Admin.ApplyAsync(body, Token, "me");
        Assert.Equal(422, answer.Status);
        Assert.Equal(["FieldValueRequired spec.template.spec.containers: Required value"], answer.Causes);
        answer = await Admin.CreateAsync(ConfigMap("Bad_Name"), Token);
        Assert.Equal((422, "Invalid"), (answer.Status, answer.Reason));
        Assert.StartsWith("FieldValueInvalid metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC 1123 subdomain must consist of", Assert.Single(answer.Causes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removal_waits_for_finalizers()
    {
        (await Admin.CreateAsync(ConfigMap("a", metadata: """ "finalizers":["x.io/hold"] """), Token)).Ok();
        var dying = (await Admin.DeleteAsync(ConfigMaps("a"), Token)).Ok();
        Assert.NotNull(dying["metadata"]!["deletionTimestamp"]);
        Assert.Equal(200, (await Admin.DeleteAsync(ConfigMaps("a"), Token)).Status);
        var again = await Admin.CreateAsync(ConfigMap("a"), Token);
        Assert.Equal((409, "AlreadyExists", "object is being deleted: configmaps \"a\" already exists"), (again.Status, again.Reason, again.Message));
        (await Admin.MergeAsync(ConfigMaps("a"), """{"metadata":{"finalizers":null}}""", Token)).Ok();
        Assert.Null(await Admin.FindAsync(ConfigMaps("a"), Token));
        var gone = await Admin.DeleteAsync(ConfigMaps("a"), Token);
        Assert.Equal((404, "NotFound"), (gone.Status, gone.Reason));
    }

    [Fact]
    public async Task Removal_keeps_to_its_preconditions()
    {
        var body = (await Admin.CreateAsync(ConfigMap("a"), Token)).Ok();
        var answer = await Admin.DeleteAsync(ConfigMaps("a"), Token, """{"preconditions":{"uid":"other"}}""");
        Assert.Equal((409, "Conflict"), (answer.Status, answer.Reason));
        Assert.Contains("the UID in the precondition (other) does not match the UID in record", answer.Message, StringComparison.Ordinal);
        answer = await Admin.DeleteAsync(ConfigMaps("a"), Token, """{"preconditions":{"resourceVersion":"1"}}""");
        Assert.Equal(409, answer.Status);
        answer = await Admin.DeleteAsync(ConfigMaps("a"), Token, $$$"""{"preconditions":{"uid":"{{{(string)body["metadata"]!["uid"]!}}}","resourceVersion":"{{{Revision(body)}}}"}}""");
        Assert.Equal(("Success", (string)body["metadata"]!["uid"]!), ((string)answer.Ok()["status"]!, (string)answer.Ok()["details"]!["uid"]!));
    }

    [Fact]
    public async Task Removal_in_the_foreground_waits_for_who_collects_garbage()
    {
        (await Admin.ApplyAsync(Deployment("a"), Token, "me")).Ok();
        var dying = (await Admin.DeleteAsync(Deployments("a"), Token, """{"propagationPolicy":"Foreground"}""")).Ok();
        Assert.Equal("""["foregroundDeletion"]""", dying["metadata"]!["finalizers"]!.ToJsonString());
        Assert.Equal(2, (int)dying["metadata"]!["generation"]!);
        (await Admin.MergeAsync(Deployments("a"), """{"metadata":{"finalizers":null}}""", Token)).Ok();
        Assert.Null(await Admin.FindAsync(Deployments("a"), Token));
    }

    [Fact]
    public async Task A_job_that_is_removed_without_a_word_leaves_its_pods_and_waits_for_that()
    {
        var job = Json("""{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j","namespace":"@space"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i:1"}]}}}}""");
        (await Admin.ApplyAsync(job, Token, "me")).Ok();
        var dying = (await Admin.DeleteAsync(ApiPath.Of(job), Token)).Ok();
        Assert.Equal("""["orphan"]""", dying["metadata"]!["finalizers"]!.ToJsonString());
        (await Admin.MergeAsync(ApiPath.Of(job), """{"metadata":{"finalizers":null}}""", Token)).Ok();
        (await Admin.ApplyAsync(job, Token, "me")).Ok();
        (await Admin.DeleteAsync(ApiPath.Of(job), Token, """{"propagationPolicy":"Background"}""")).Ok();
        Assert.Null(await Admin.FindAsync(ApiPath.Of(job), Token));
    }

    [Fact]
    public async Task With_controllers_removals_come_to_their_end()
    {
        await using var server = await Fixture.NewAsync(Token, controllers: true);
        (await server.Admin.CreateAsync(Json("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n"}}"""), Token)).Ok();
        var body = Deployment("a");
        body["metadata"]!["namespace"] = "n";
        var owner = (await server.Admin.ApplyAsync(body, Token)).Ok();
        var dependent = ConfigMap("dep");
        dependent["metadata"]!["namespace"] = "n";
        dependent["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = "a", ["uid"] = (string)owner["metadata"]!["uid"]!, ["blockOwnerDeletion"] = true,
        });
        (await server.Admin.ApplyAsync(dependent, Token)).Ok();
        var list = (await server.Admin.GetAsync(ApiPath.Of("apps/v1", "deployments", "n"), Token)).Ok();
        (await server.Admin.DeleteAsync(ApiPath.Of("apps/v1", "deployments", "n", "a"), Token, """{"propagationPolicy":"Foreground"}""")).Ok();
        await GoneAsync(server, ApiPath.Of("apps/v1", "deployments", "n"), (string)list["metadata"]!["resourceVersion"]!);
        Assert.Null(await server.Admin.FindAsync(ApiPath.Of("v1", "configmaps", "n", "dep"), Token));
        var spaces = (await server.Admin.GetAsync(ApiPath.Of("v1", "namespaces"), Token)).Ok();
        (await server.Admin.CreateAsync(Json("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"n"}}"""), Token)).Ok();
        (await server.Admin.DeleteAsync(ApiPath.Of("v1", "namespaces", null, "n"), Token)).Ok();
        await GoneAsync(server, ApiPath.Of("v1", "namespaces"), (string)spaces["metadata"]!["resourceVersion"]!);
    }

    [Fact]
    public async Task Nothing_is_made_in_a_namespace_that_is_missing_or_goes()
    {
        var body = ConfigMap("a");
        body["metadata"]!["namespace"] = "missing-" + Space;
        var answer = await Admin.ApplyAsync(body, Token);
        Assert.Equal((404, "NotFound", $"namespaces \"missing-{Space}\" not found"), (answer.Status, answer.Reason, answer.Message));
        Assert.Equal("namespaces", (string)answer.Body!["details"]!["kind"]!);

        (await Admin.CreateAsync(ConfigMap("old"), Token)).Ok();
        var dying = (await Admin.DeleteAsync(ApiPath.Of("v1", "namespaces", null, Space), Token)).Ok();
        Assert.Equal("Terminating", (string)dying["status"]!["phase"]!);
        answer = await Admin.ApplyAsync(ConfigMap("a"), Token);
        Assert.Equal((403, "Forbidden"), (answer.Status, answer.Reason));
        Assert.Equal($"configmaps \"a\" is forbidden: unable to create new content in namespace {Space} because it is being terminated", answer.Message);
        Assert.Equal([$"NamespaceTerminating metadata.namespace: namespace {Space} is being terminated"], answer.Causes);
        Assert.Equal(200, (await Admin.ApplyAsync(ConfigMap("old", """{"more":"1"}"""), Token)).Status);
        Assert.True(await Server.FinishNamespaceAsync(Space, Token, ConfigMaps()));
    }

    [Fact]
    public async Task A_definition_is_established_and_then_served()
    {
        var group = Space + ".example.com";
        var path = $"/apis/{group}/v1/namespaces/{Space}/widgets";
        Assert.Equal(404, (await Admin.GetAsync(path, Token)).Status);
        await Widgets.DefineAsync(Server, group, Token);
        var found = (await Admin.GetAsync($"/apis/{group}/v1", Token)).Ok()["resources"]!.AsArray();
        Assert.Equal(["widgets", "widgets/status"], found.Select(resource => (string)resource!["name"]!).Order());

        var widget = Widget(group, """{"size":1,"parts":[{"name":"a","n":1}],"tags":["x"],"whole":{"p":1,"q":1},"list":[1]}""");
        var answer = await Admin.ApplyAsync(widget, Token, "me");
        Assert.Equal(201, answer.Status);
        Assert.Equal(
            """{"f:spec":{"f:list":{},"f:parts":{"k:{\"name\":\"a\"}":{".":{},"f:n":{},"f:name":{}}},"f:size":{},"f:tags":{"v:\"x\"":{}},"f:whole":{}}}""", Owners(answer.Ok())["me Apply"]);
        var other = (await Admin.ApplyAsync(Widget(group, """{"parts":[{"name":"b","n":2}],"tags":["y"]}"""), Token, "other")).Ok();
        Assert.Equal("""["x","y"]""", other["spec"]!["tags"]!.ToJsonString());
        Assert.Equal(["a", "b"], other["spec"]!["parts"]!.AsArray().Select(part => (string)part!["name"]!));
        answer = await Admin.ApplyAsync(Widget(group, """{"whole":{"q":2}}"""), Token, "other");
        Assert.Equal(["FieldManagerConflict .spec.whole: conflict with \"me\""], answer.Causes);
        Assert.Equal(2, (int)other["metadata"]!["generation"]!);
        var status = (await Admin.StatusAsync($"{path}/w", """{"ready":true}""", Token)).Ok();
        Assert.Equal((2, true), ((int)status["metadata"]!["generation"]!, (bool)status["status"]!["ready"]!));
        var list = (await Admin.GetAsync(path, Token)).Ok();
        Assert.Equal(("WidgetList", "Widget"), ((string)list["kind"]!, (string)list["items"]![0]!["kind"]!));
        answer = await Admin.ApplyAsync(Widget(group, """{"size":"big"}"""), Token, "me", force: true);

        // No mistake here: the server answers 500 to what no repetition makes good.
        Assert.Equal((500, ""), (answer.Status, answer.Reason));
        Assert.EndsWith("Kind=Widget): .spec.size: expected numeric (int or float), got string", answer.Message, StringComparison.Ordinal);
        answer = await Admin.ApplyAsync(Widget(group, """{"other":1}"""), Token, "me", force: true);
        Assert.StartsWith("failed to create typed patch object (", answer.Message, StringComparison.Ordinal);
        Assert.EndsWith("Kind=Widget): .spec.other: field not declared in schema", answer.Message, StringComparison.Ordinal);
        answer = await Admin.MergeAsync($"{path}/w", """{"spec":{"size":"big"}}""", Token);
        Assert.Equal((422, "Invalid"), (answer.Status, answer.Reason));
        Assert.StartsWith("FieldValueTypeInvalid spec.size: ", Assert.Single(answer.Causes), StringComparison.Ordinal);
        (await Admin.DeleteAsync(ApiPath.Of("apiextensions.k8s.io/v1", "customresourcedefinitions", null, "widgets." + group), Token)).Ok();
    }

    [Fact]
    public async Task A_definition_may_have_several_versions_of_the_same_objects()
    {
        var group = Space + ".example.com";
        var definition = Widgets.Definition(group);
        var versions = definition["spec"]!["versions"]!.AsArray();
        var older = versions[0]!.DeepClone();
        older["name"] = "v1beta1";
        older["storage"] = false;
        versions.Add(older);
        await Widgets.DefineAsync(Server, group, Token, definition);
        while ((await Admin.GetAsync($"/apis/{group}/v1beta1/widgets", Token)).Status == 404)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        var found = (await Admin.GetAsync($"/apis/{group}", Token)).Ok();
        Assert.Equal(("v1", """["v1","v1beta1"]"""), ((string)found["preferredVersion"]!["version"]!, new JsonArray([.. found["versions"]!.AsArray().Select(version => version!["version"]!.DeepClone())]).ToJsonString()));

        var widget = Widget(group, """{"size":1,"tags":["a"]}""");
        widget["apiVersion"] = group + "/v1beta1";
        Assert.Equal(group + "/v1beta1", (string)(await Admin.ApplyAsync(widget, Token, "me")).Ok()["apiVersion"]!);
        var live = (await Admin.GetAsync($"/apis/{group}/v1/namespaces/{Space}/widgets/w", Token)).Ok();
        Assert.Equal(group + "/v1", (string)live["apiVersion"]!);
        Assert.Equal(Revision(live), Revision((await Admin.ApplyAsync(widget, Token, "me")).Ok()));

        // The same manager, come to a newer version, still has one entry, and takes back what it no longer names.
        live = (await Admin.ApplyAsync(Widget(group, """{"size":1}"""), Token, "me")).Ok();
        Assert.Equal(["me Apply"], Owners(live).Keys);
        Assert.Equal("""{"size":1}""", live["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task A_definition_goes_after_its_objects()
    {
        var group = Space + ".example.com";
        var definition = ApiPath.Of("apiextensions.k8s.io/v1", "customresourcedefinitions", null, "widgets." + group);
        await Widgets.DefineAsync(Server, group, Token);
        var widget = Widget(group, """{"size":1}""");
        widget["metadata"]!["finalizers"] = new JsonArray("x.io/hold");
        Assert.Equal(201, (await Admin.ApplyAsync(widget, Token, "me")).Status);
        var path = $"/apis/{group}/v1/namespaces/{Space}/widgets/w";
        var definitions = (await Admin.GetAsync(ApiPath.Of("apiextensions.k8s.io/v1", "customresourcedefinitions"), Token)).Ok();
        var widgets = (await Admin.GetAsync($"/apis/{group}/v1/widgets", Token)).Ok();
        (await Admin.DeleteAsync(definition, Token)).Ok();
        await foreach (var change in Admin.WatchAsync($"/apis/{group}/v1/widgets?resourceVersion={(string)widgets["metadata"]!["resourceVersion"]!}", Token))
        {
            if (change.Body["metadata"]?["deletionTimestamp"] is not null)
                break;
        }

        Assert.NotNull((await Admin.FindAsync(definition, Token))?["metadata"]!["deletionTimestamp"]);
        (await Admin.MergeAsync(path, """{"metadata":{"finalizers":null}}""", Token)).Ok();
        await GoneAsync(Server, ApiPath.Of("apiextensions.k8s.io/v1", "customresourcedefinitions"), (string)definitions["metadata"]!["resourceVersion"]!, "widgets." + group);
    }

    private JsonObject Widget(string group, string spec) =>
        Json("""{"apiVersion":"@group/v1","kind":"Widget","metadata":{"name":"w","namespace":"@space"},"spec":""".Replace("@group", group, StringComparison.Ordinal) + spec + "}");

    private async Task GoneAsync(ApiServer server, string collection, string revision, string? name = null)
    {
        await foreach (var change in server.Admin.WatchAsync($"{collection}?resourceVersion={revision}", Token))
        {
            if (change.Type == "DELETED" && (name is null || change.Name == name))
                return;
        }
    }
}
