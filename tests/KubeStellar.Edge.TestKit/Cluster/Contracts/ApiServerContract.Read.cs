using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Client;
using Xunit;

namespace KubeStellar.Edge.TestKit.Cluster.Contracts;

/// <summary>Get, list, watch and discovery.</summary>
public abstract partial class ApiServerContract
{
    private const string MetadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private const string MetadataListOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    [Fact]
    public async Task Missing_is_said_as_it_is()
    {
        var answer = await Admin.GetAsync(Deployments("no"), Token);
        Assert.Equal((404, "NotFound", "deployments.apps \"no\" not found"), (answer.Status, answer.Reason, answer.Message));
        Assert.Equal("""{"name":"no","group":"apps","kind":"deployments"}""", answer.Body!["details"]!.ToJsonString());
        answer = await Admin.GetAsync(ApiPath.Of("apps/v1", "nothings", Space), Token);
        Assert.Equal((404, "the server could not find the requested resource"), (answer.Status, answer.Message));
        answer = await Admin.GetAsync(ApiPath.Of("no.such/v1", "nothings", Space), Token);
        Assert.Equal((404, "404 page not found"), (answer.Status, answer.Text.Trim()));
    }

    [Fact]
    public async Task A_list_goes_by_pages_and_labels()
    {
        for (var i = 0; i < 5; i++)
            (await Admin.CreateAsync(ConfigMap($"c{i}", metadata: $$""" "labels":{"odd":"{{i % 2}}"} """), Token)).Ok();
        var page = (await Admin.GetAsync(ConfigMaps() + "?limit=2", Token)).Ok();
        Assert.Equal("ConfigMapList", (string)page["kind"]!);
        Assert.Equal(["c0", "c1"], Names(page));
        Assert.Null(page["items"]![0]!["kind"]);
        var next = (await Admin.GetAsync($"{ConfigMaps()}?limit=500&continue={Uri.EscapeDataString((string)page["metadata"]!["continue"]!)}", Token)).Ok();
        Assert.Equal(["c2", "c3", "c4"], Names(next));
        Assert.Equal(["c1", "c3"], Names((await Admin.GetAsync(ConfigMaps() + "?labelSelector=odd%3D1", Token)).Ok()));
        Assert.Equal(["c0", "c2", "c4"], Names((await Admin.GetAsync(ConfigMaps() + "?labelSelector=odd%20in%20(0,7),odd", Token)).Ok()));
        Assert.Empty(Names((await Admin.GetAsync(ConfigMaps() + "?labelSelector=!odd", Token)).Ok()));
        Assert.Equal(["c3"], Names((await Admin.GetAsync(ConfigMaps() + "?fieldSelector=metadata.name%3Dc3", Token)).Ok()));
        Assert.Equal(400, (await Admin.GetAsync(ConfigMaps() + "?fieldSelector=data.k%3Dv", Token)).Status);
    }

    [Fact]
    public async Task Metadata_alone_can_be_asked_for()
    {
        (await Admin.CreateAsync(ConfigMap("a", metadata: """ "labels":{"l":"1"} """), Token)).Ok();
        var one = (await Admin.GetAsync(ConfigMaps("a"), Token, MetadataOnly)).Ok();
        Assert.Equal(("PartialObjectMetadata", "meta.k8s.io/v1", null), ((string)one["kind"]!, (string)one["apiVersion"]!, one["data"]));
        Assert.Equal("1", (string)one["metadata"]!["labels"]!["l"]!);
        var list = (await Admin.GetAsync(ConfigMaps(), Token, MetadataListOnly)).Ok();
        Assert.Equal("PartialObjectMetadataList", (string)list["kind"]!);
        Assert.Equal(("a", null), ((string)list["items"]![0]!["metadata"]!["name"]!, list["items"]![0]!["data"]));
        await using var watch = Watch($"?resourceVersion={(string)list["metadata"]!["resourceVersion"]!}", MetadataOnly);
        (await Admin.MergeAsync(ConfigMaps("a"), """{"data":{"k":"2"}}""", Token)).Ok();
        var change = await Next(watch);
        Assert.Equal(("MODIFIED", "PartialObjectMetadata", null), (change.Type, (string)change.Body["kind"]!, change.Body["data"]));
    }

    [Fact]
    public async Task A_watch_goes_on_from_where_a_list_was()
    {
        (await Admin.CreateAsync(ConfigMap("a"), Token)).Ok();
        var list = (await Admin.GetAsync(ConfigMaps(), Token)).Ok();
        (await Admin.CreateAsync(ConfigMap("b"), Token)).Ok();
        (await Admin.MergeAsync(ConfigMaps("a"), """{"data":{"k":"2"}}""", Token)).Ok();
        (await Admin.DeleteAsync(ConfigMaps("a"), Token)).Ok();
        await using var watch = Watch("?resourceVersion=" + (string)list["metadata"]!["resourceVersion"]!);
        var events = new List<WatchEvent> { await Next(watch), await Next(watch), await Next(watch) };
        Assert.Equal(["ADDED b", "MODIFIED a", "DELETED a"], events.Select(change => $"{change.Type} {change.Name}"));
        Assert.Equal("ConfigMap", (string)events[0].Body["kind"]!);
        var revisions = events.Select(change => long.Parse(change.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(revisions.Order(), revisions);
        Assert.Equal("2", (string)events[2].Body["data"]!["k"]!);
        (await Admin.CreateAsync(ConfigMap("c"), Token)).Ok();
        Assert.Equal("c", (await Next(watch)).Name);
        await using var later = Watch("?resourceVersion=" + events[1].ResourceVersion);
        Assert.Equal("DELETED", (await Next(later)).Type);
    }

    [Fact]
    public async Task A_watch_by_labels_sees_objects_come_and_go()
    {
        (await Admin.CreateAsync(ConfigMap("a"), Token)).Ok();
        var list = (await Admin.GetAsync(ConfigMaps(), Token)).Ok();
        await using var watch = Watch($"?labelSelector=l%3D1&resourceVersion={(string)list["metadata"]!["resourceVersion"]!}");
        (await Admin.MergeAsync(ConfigMaps("a"), """{"metadata":{"labels":{"l":"1"}}}""", Token)).Ok();
        Assert.Equal("ADDED", (await Next(watch)).Type);
        (await Admin.MergeAsync(ConfigMaps("a"), """{"data":{"k":"2"}}""", Token)).Ok();
        Assert.Equal("MODIFIED", (await Next(watch)).Type);
        var changed = (await Admin.MergeAsync(ConfigMaps("a"), """{"metadata":{"labels":{"l":"2"}},"data":{"k":"3"}}""", Token)).Ok();

        // It shows as it was when it was last selected, under the revision of the change.
        var left = await Next(watch);
        Assert.Equal(("DELETED", Revision(changed), "1", "2"), (left.Type, left.ResourceVersion, (string)left.Body["metadata"]!["labels"]!["l"]!, (string)left.Body["data"]!["k"]!));
    }

    [Fact]
    public async Task A_watch_without_a_revision_begins_with_what_is_there()
    {
        (await Admin.CreateAsync(ConfigMap("a"), Token)).Ok();
        await using var watch = Watch("");
        var first = await Next(watch);
        Assert.Equal(("ADDED", "a"), (first.Type, first.Name));
    }

    [Fact]
    public async Task A_watch_may_begin_with_what_is_there_and_say_where_that_ends()
    {
        (await Admin.CreateAsync(ConfigMap("a"), Token)).Ok();
        await using var watch = Watch("?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        Assert.Equal("a", (await Next(watch)).Name);
        var mark = await Next(watch);
        Assert.Equal(("BOOKMARK", """{"k8s.io/initial-events-end":"true"}"""), (mark.Type, mark.Body["metadata"]!["annotations"]?.ToJsonString()));
        (await Admin.CreateAsync(ConfigMap("b"), Token)).Ok();
        Assert.Equal("b", (await Next(watch)).Name);
    }

    [Fact]
    public async Task A_list_from_the_future_is_refused()
    {
        var answer = await Admin.GetAsync(ConfigMaps() + "?resourceVersion=99999999&resourceVersionMatch=NotOlderThan", Token);
        Assert.Equal((504, "Timeout"), (answer.Status, answer.Reason));
        Assert.Equal(["ResourceVersionTooLarge : Too large resource version"], answer.Causes);
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_over()
    {
        var list = (await Admin.GetAsync(ConfigMaps(), Token)).Ok();
        await using var watch = Watch($"?timeoutSeconds=1&resourceVersion={(string)list["metadata"]!["resourceVersion"]!}");
        Assert.False(await watch.MoveNextAsync());
    }

    [Fact]
    public async Task A_watch_that_ends_gives_a_bookmark_before_where_it_is_asked_for()
    {
        var list = (await Admin.GetAsync(ConfigMaps(), Token)).Ok();
        await using var watch = Watch($"?timeoutSeconds=5&allowWatchBookmarks=true&resourceVersion={(string)list["metadata"]!["resourceVersion"]!}");
        (await Admin.CreateAsync(ConfigMap("a"), Token)).Ok();
        var made = await Next(watch);

        // What others do in the kind moves the bookmark on; with nothing new there is none.
        var elsewhere = Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"other-@space","namespace":"default"}}""");
        var beyond = (await Admin.CreateAsync(elsewhere, Token)).Ok();
        var mark = await Next(watch);
        Assert.Equal(("BOOKMARK", "ConfigMap", null), (mark.Type, (string)mark.Body["kind"]!, (string?)mark.Body["metadata"]!["name"]));
        Assert.Equal(("ADDED", "a"), (made.Type, made.Name));
        Assert.True(long.Parse(mark.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture) >= long.Parse(Revision(beyond), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_watch_from_a_forgotten_revision_gets_410_and_a_new_list_helps()
    {
        await using var server = await Fixture.NewAsync(Token);
        (await server.Admin.CreateAsync(Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"}}"""), Token)).Ok();
        var path = ApiPath.Of("v1", "configmaps", "default");
        var old = (string)(await server.Admin.GetAsync(path + "?limit=1", Token)).Ok()["metadata"]!["resourceVersion"]!;
        (await server.Admin.MergeAsync(path + "/a", """{"data":{"k":"2"}}""", Token)).Ok();
        await server.CompactAsync(Token);
        await using var watch = server.Admin.WatchAsync($"{path}?resourceVersion={old}", Token).GetAsyncEnumerator(Token);
        var change = await Next(watch);
        Assert.Equal(("ERROR", 410, "Expired"), (change.Type, (int)change.Body["code"]!, (string)change.Body["reason"]!));
        Assert.StartsWith("too old resource version: ", (string)change.Body["message"]!, StringComparison.Ordinal);
        Assert.False(await watch.MoveNextAsync());
        var now = (string)(await server.Admin.GetAsync(path, Token)).Ok()["metadata"]!["resourceVersion"]!;
        await using var again = server.Admin.WatchAsync($"{path}?resourceVersion={now}", Token).GetAsyncEnumerator(Token);
        (await server.Admin.DeleteAsync(path + "/a", Token)).Ok();
        Assert.Equal("DELETED", (await Next(again)).Type);
    }

    [Fact]
    public async Task Data_and_credentials_survive_a_kill()
    {
        await using var server = await Fixture.NewAsync(Token);
        var path = ApiPath.Of("v1", "configmaps", "default", "a");
        var made = (await server.Admin.ApplyAsync(Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"v"}}"""), Token)).Ok();
        var user = await server.UserAsync(Token, new Credentials.ApiRule("", "configmaps", "get"));
        await using var watch = server.Admin.WatchAsync(ApiPath.Of("v1", "configmaps", "default"), Token).GetAsyncEnumerator(Token);
        Assert.Equal("ADDED", (await Next(watch)).Type);
        await server.StopAsync(Token);
        await Assert.ThrowsAnyAsync<Exception>(async () => Assert.True(await watch.MoveNextAsync()));
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Admin.GetAsync(path, Token));
        await server.StartAsync(Token);
        Assert.Equal(made.ToJsonString(), (await user.Client.GetAsync(path, Token)).Ok().ToJsonString());
        await server.RotateAuthorityAsync(Token);
        Assert.Equal(made.ToJsonString(), (await user.Client.GetAsync(path, Token)).Ok().ToJsonString());
        using var stale = new ApiClient(server.Url, () => Server.Authority, user.Credentials);
        await Assert.ThrowsAsync<HttpRequestException>(() => stale.GetAsync(path, Token));
    }

    [Fact]
    public async Task Discovery_says_what_is_served_one_by_one_and_at_once()
    {
        Assert.Equal(["v1"], (await Admin.GetAsync("/api", Token)).Ok()["versions"]!.AsArray().Select(version => (string)version!));
        var groups = (await Admin.GetAsync("/apis", Token)).Ok()["groups"]!.AsArray();
        Assert.Equal("apps/v1", (string)groups.Single(group => (string)group!["name"]! == "apps")!["preferredVersion"]!["groupVersion"]!);
        var apps = (await Admin.GetAsync("/apis/apps/v1", Token)).Ok()["resources"]!.AsArray();
        var deployment = apps.Single(resource => (string)resource!["name"]! == "deployments")!;
        Assert.Equal(("Deployment", true), ((string)deployment["kind"]!, (bool)deployment["namespaced"]!));
        Assert.Contains(apps, resource => (string)resource!["name"]! == "deployments/status");
        Assert.Equal(404, (await Admin.GetAsync("/apis/no.such/v1", Token)).Status);

        var answer = await Admin.GetAsync("/apis", Token, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");
        Assert.Equal("APIGroupDiscoveryList", (string)answer.Ok()["kind"]!);
        Assert.Contains("as=APIGroupDiscoveryList", answer.ContentType, StringComparison.Ordinal);
        var all = answer.Ok()["items"]!.AsArray().Single(group => (string)group!["metadata"]!["name"]! == "apps")!["versions"]![0]!;
        deployment = all["resources"]!.AsArray().Single(resource => (string)resource!["resource"]! == "deployments")!;
        Assert.Equal(
            ("v1", "Current", "Deployment", "Namespaced"),
            ((string)all["version"]!, (string)all["freshness"]!, (string)deployment["responseKind"]!["kind"]!, (string)deployment["scope"]!));
        Assert.Contains("patch", deployment["verbs"]!.AsArray().Select(verb => (string)verb!));
        Assert.StartsWith("v1.", (string)(await Admin.GetAsync("/version", Token)).Ok()["gitVersion"]!, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(JsonNode list) => list["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!);

    private IAsyncEnumerator<WatchEvent> Watch(string query, string? accept = null) => Admin.WatchAsync(ConfigMaps() + query, Token, accept).GetAsyncEnumerator(Token);

    private static async Task<WatchEvent> Next(IAsyncEnumerator<WatchEvent> watch)
    {
        Assert.True(await watch.MoveNextAsync(), "the watch ended");
        return watch.Current;
    }
}
