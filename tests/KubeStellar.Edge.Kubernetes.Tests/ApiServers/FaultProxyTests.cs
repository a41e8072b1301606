using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Proxy;

namespace KubeStellar.Edge.Kubernetes.Tests.ApiServers;

/// <summary>The proxy counts what passes, and breaks what a test wants broken.</summary>
public sealed class FaultProxyTests(FakeApiServerFixture fixture) : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private FaultProxy _proxy = null!;
    private ApiClient _client = null!;

    private CancellationToken Token => _limit.Token;

    public async ValueTask InitializeAsync()
    {
        _proxy = await FaultProxy.NewAsync(await fixture.GetAsync(), Token);
        _client = new ApiClient(_proxy.Url, () => _proxy.Authority, ApiServer.AdminCredentials);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Requests_pass_and_are_counted()
    {
        var body = Map("proxy-a");
        (await _client.ApplyAsync(body, Token)).Ok();
        (await _client.GetAsync(Maps + "?limit=1", Token)).Ok();
        (await _client.GetAsync("/apis", Token)).Ok();
        (await _client.DeleteAsync(ApiPath.Of(body), Token)).Ok();
        Assert.Equal(["apply configmaps 201", "list configmaps 200", "other  200", "delete configmaps 200"], _proxy.Requests.Select(request => $"{request.Verb} {request.Resource} {request.Status}"));
        Assert.Equal([true, false, false, true], _proxy.Requests.Select(request => request.IsWrite));
        Assert.Equal(body.ToJsonString().Length, _proxy.Requests[0].BytesIn);
        Assert.True(_proxy.Requests[0].BytesOut > 100);
        Assert.Equal(("test/1", "?limit=1"), (_proxy.Requests[1].UserAgent, _proxy.Requests[1].Query));
        Assert.Equal(1, _proxy.Count("apply", "configmaps"));
        Assert.Contains("list     200  GET " + Maps + "?limit=1", _proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_answers_as_often_as_it_says()
    {
        using var rule = _proxy.Break(request => request.Verb == "list", ProxyFault.NotReady(3), times: 2);
        var answer = await _client.GetAsync(Maps, Token);
        Assert.Equal((429, "TooManyRequests", 3), (answer.Status, answer.Reason, answer.RetryAfter));
        Assert.Equal(404, (await _client.GetAsync(Maps + "/no", Token)).Status);
        Assert.Equal(429, (await _client.GetAsync(Maps, Token)).Status);
        Assert.Equal(200, (await _client.GetAsync(Maps, Token)).Status);
        Assert.Equal([true, false, true, false], _proxy.Requests.Select(request => request.Faulted));
        foreach (var (fault, code) in new[] { (ProxyFault.NoSpace(), 500), (ProxyFault.Internal(), 500), (ProxyFault.Unavailable(), 503), (ProxyFault.Timeout(), 504), (ProxyFault.Modified(), 409), (ProxyFault.Unauthorized(), 401) })
        {
            using var other = _proxy.Break(_ => true, fault);
            answer = await _client.GetAsync(Maps, Token);
            Assert.Equal((code, code), (answer.Status, (int)answer.Body!["code"]!));
        }
    }

    [Fact]
    public async Task An_answer_can_be_cut_in_its_middle_though_the_server_did_it()
    {
        using var rule = _proxy.Break(request => request.Verb == "apply", new ProxyFault.Cut(10), times: 1);
        await Assert.ThrowsAnyAsync<Exception>(() => _client.ApplyAsync(Map("proxy-cut"), Token));
        Assert.NotNull(await _client.FindAsync(Maps + "/proxy-cut", Token));
    }

    [Fact]
    public async Task A_swallowed_answer_never_arrives()
    {
        using var rule = _proxy.Break(request => request.Verb == "apply", new ProxyFault.Swallow());
        using var hurry = new CancellationTokenSource();
        var call = _client.ApplyAsync(Map("proxy-swallow"), hurry.Token);
        await _proxy.WaitForAsync(request => request.Verb == "apply", Token);
        await foreach (var change in _client.WatchAsync(Maps, Token))
        {
            if (change.Name == "proxy-swallow")
                break;
        }

        Assert.False(call.IsCompleted);
        await hurry.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_watch_goes_stale_and_on_again()
    {
        await using var watch = _client.WatchAsync(Maps + "?resourceVersion=" + await RevisionAsync(), Token).GetAsyncEnumerator(Token);
        var next = watch.MoveNextAsync().AsTask();
        await _proxy.WaitForAsync(request => request.Verb == "watch", Token);
        _proxy.Stalled = true;
        var server = await fixture.GetAsync();
        (await server.Admin.CreateAsync(Map("proxy-stale"), Token)).Ok();
        await _proxy.HoldingBack.WaitAsync(Token);
        Assert.False(next.IsCompleted);
        _proxy.Stalled = false;
        Assert.True(await next);
        while (watch.Current.Name != "proxy-stale")
            Assert.True(await watch.MoveNextAsync());
    }

    [Fact]
    public async Task Connections_can_be_cut_held_reset_and_refused()
    {
        await using var watch = _client.WatchAsync(Maps + "?resourceVersion=" + await RevisionAsync(), Token).GetAsyncEnumerator(Token);
        var next = watch.MoveNextAsync().AsTask();
        await _proxy.WaitForAsync(request => request.Verb == "watch", Token);
        _proxy.CutAll();
        await Assert.ThrowsAnyAsync<Exception>(async () => Assert.True(await next, "the watch ended in order"));
        _proxy.Connections = ConnectionMode.Reset;
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync(Maps, Token));
        _proxy.Connections = ConnectionMode.Hold;
        using var hurry = new CancellationTokenSource();
        var held = _client.GetAsync(Maps, hurry.Token);
        await _proxy.WaitUntilHeldAsync(Token);
        Assert.False(held.IsCompleted);
        await hurry.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        _proxy.Connections = ConnectionMode.Serve;

        // The client's pool goes on connecting for seconds, and lets the next request wait for that.
        _proxy.CutAll();
        Assert.Equal(200, (await _client.GetAsync(Maps, Token)).Status);
        await _proxy.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync(Maps, Token));
        await _proxy.StartAsync(Token);
        Assert.Equal(200, (await _client.GetAsync(Maps, Token)).Status);
    }

    private async Task<string> RevisionAsync() => (string)(await (await fixture.GetAsync()).Admin.GetAsync(Maps, Token)).Ok()["metadata"]!["resourceVersion"]!;

    private static JsonObject Map(string name) => JsonNode.Parse($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default"}}""")!.AsObject();
}
