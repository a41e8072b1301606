using System.Net;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using KubeStellar.Edge.TestKit.Cluster.Fake;

namespace KubeStellar.Edge.Kubernetes.Tests.ApiServers;

/// <summary>What a test can make the fake do that it could not make the real server do.</summary>
public sealed class FakeApiServerHookTests : IAsyncLifetime
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private FakeApiServer _server = null!;

    private CancellationToken Token => _limit.Token;

    public async ValueTask InitializeAsync() => _server = await FakeApiServer.NewAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Writes_of_a_kind_are_refused_while_the_rule_stands()
    {
        using (_server.Admission.Deny("ConfigMap", "guard.example.com", "not here", name: "bad"))
        using (_server.Admission.Quota("Secret", "few", "requested: count/secrets=1, used: count/secrets=2, limited: count/secrets=2"))
        {
            Assert.Equal("admission webhook \"guard.example.com\" denied the request: not here", (await _server.Admin.ApplyAsync(Map("bad"), Token)).Message);
            Assert.Equal(201, (await _server.Admin.ApplyAsync(Map("good"), Token)).Status);
            var secret = Map("s");
            secret["kind"] = "Secret";
            Assert.Equal(
                "secrets \"s\" is forbidden: exceeded quota: few, requested: count/secrets=1, used: count/secrets=2, limited: count/secrets=2", (await _server.Admin.ApplyAsync(secret, Token)).Message);
        }

        Assert.Equal(201, (await _server.Admin.ApplyAsync(Map("bad"), Token)).Status);
    }

    [Fact]
    public async Task Objects_are_changed_on_their_way_in()
    {
        using var rule = _server.Admission.Mutate("ConfigMap", body => body["data"]!["injected"] = "1");
        var body = (await _server.Admin.ApplyAsync(Map("a"), Token)).Ok();
        Assert.Equal("""{"k":"v","injected":"1"}""", body["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Writes_hang_until_the_rule_is_taken_away()
    {
        var rule = _server.Admission.Hang("ConfigMap");
        await using var watch = _server.Admin.WatchAsync("/api/v1/namespaces/default/secrets", Token).GetAsyncEnumerator(Token);
        var next = watch.MoveNextAsync();
        var write = _server.Admin.ApplyAsync(Map("a"), Token);
        var other = Map("s");
        other["kind"] = "Secret";
        (await _server.Admin.ApplyAsync(other, Token)).Ok();
        Assert.True(await next);
        Assert.False(write.IsCompleted);
        rule.Dispose();
        Assert.Equal(201, (await write).Status);
    }

    [Fact]
    public async Task A_token_is_revoked_and_another_let_in()
    {
        var user = await _server.UserAsync(Token, new ApiRule("", "configmaps", "list"));
        _server.SetToken(user.Credentials.Token!, null);
        Assert.Equal(401, (await user.Client.GetAsync("/api/v1/configmaps", Token)).Status);
        _server.SetToken("new", user.Name);
        Assert.Equal(200, (await _server.Client(new ApiCredentials(Token: "new")).GetAsync("/api/v1/configmaps", Token)).Status);
    }

    [Fact]
    public async Task An_older_server_answers_discovery_one_by_one()
    {
        _server.Pretend("v1.28.3");
        _server.AggregatedDiscovery = false;
        _server.InitialEvents = false;
        var refused = await _server.Admin.GetAsync("/api/v1/configmaps?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", Token);
        Assert.Equal(["FieldValueForbidden sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"], refused.Causes);
        Assert.Equal(("1", "28", "v1.28.3"), await VersionAsync());
        Assert.Equal("APIGroupList", (string)(await _server.Admin.GetAsync("/apis", Token, Aggregated)).Ok()["kind"]!);
        _server.AggregatedDiscovery = true;
        Assert.Equal("APIGroupDiscoveryList", (string)(await _server.Admin.GetAsync("/apis", Token, Aggregated)).Ok()["kind"]!);
    }

    [Fact]
    public async Task A_definition_waits_as_long_as_is_said()
    {
        _server.EstablishAfter = TimeSpan.FromDays(1);
        var made = (await _server.Admin.ApplyAsync(Widgets.Definition("x.example.com"), Token)).Ok();
        Assert.Null(made["status"]!["conditions"]);
        Assert.Equal(404, (await _server.Admin.GetAsync("/apis/x.example.com/v1/widgets", Token)).Status);
    }

    [Fact]
    public async Task Bookmarks_come_when_they_are_sent()
    {
        var list = (await _server.Admin.GetAsync("/api/v1/secrets", Token)).Ok();
        await using var watch = _server.Admin.WatchAsync("/api/v1/secrets?allowWatchBookmarks=true&resourceVersion=" + (string)list["metadata"]!["resourceVersion"]!, Token).GetAsyncEnumerator(Token);
        var next = watch.MoveNextAsync().AsTask();
        var made = (await _server.Admin.ApplyAsync(Map("a"), Token)).Ok();
        while (!next.IsCompleted)
        {
            _server.SendBookmarks();
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token));
        }

        Assert.True(await next);
        Assert.Equal(("BOOKMARK", (string)made["metadata"]!["resourceVersion"]!), (watch.Current.Type, watch.Current.ResourceVersion));
    }

    [Fact]
    public async Task Plain_http_and_http_2_are_served()
    {
        await using var plain = await FakeApiServer.NewAsync(Token, tls: false);
        Assert.Equal("http", plain.Url.Scheme);
        Assert.Equal(200, (await plain.Admin.GetAsync("/api/v1/configmaps", Token)).Status);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = TestCa.Trust(() => _server.Authority);
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Url, "/version")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Authorization = new("Bearer", ApiServer.AdminCredentials.Token);
        using var response = await http.SendAsync(request, Token);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
    }

    private async Task<(string, string, string)> VersionAsync()
    {
        var version = (await _server.Admin.GetAsync("/version", Token)).Ok();
        return ((string)version["major"]!, (string)version["minor"]!, (string)version["gitVersion"]!);
    }

    private static JsonObject Map(string name) => JsonNode.Parse($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default"},"data":{"k":"v"}}""")!.AsObject();
}
