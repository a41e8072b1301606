using System.Collections.Concurrent;
using System.Text;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Nats.Api;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tests.Gateway;
using KubeStellar.Edge.Nats.Tests.Hostile;
using KubeStellar.Edge.Nats.Tests.Server;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Tests.Roles;

/// <summary>The API and its client as users with roles meet them.</summary>
public sealed class RoleApiTests(RoleServer server) : IClassFixture<RoleServer>, IApiHandler
{
    private static readonly TimeSpan Patience = RunningServer.Patience;
    private readonly ConcurrentQueue<(string Place, string Verb, ApiCaller Caller)> _asked = new();

    [Fact]
    public async Task The_hub_knows_the_user_whatever_its_client_says()
    {
        await using var hub = await HubAsync();
        var ann = server.User("ann", "author", "retail");
        await using var client = new ApiClient(Endpoint(ann), TimeProvider.System) { Actor = "root@hub as kse-admin" };
        Assert.Null((await client.CallAsync("retail", ApiVerbs.Apply, "{}"u8.ToArray(), Patience, default)).Error);
        await using var admin = new ApiClient(Endpoint(server.Running.Mint.Admin()), TimeProvider.System) { Actor = "me" };
        Assert.Null((await admin.CallAsync("retail", ApiVerbs.Apply, "{}"u8.ToArray(), Patience, default)).Error);
        Assert.Equal([("retail", "apply", new ApiCaller("root@hub as kse-admin", ann.Person, ann.Issuer)), ("retail", "apply", new ApiCaller("me", null))], _asked);
    }

    [Fact]
    public async Task What_the_server_denies_is_told_at_once_and_in_words()
    {
        await using var hub = await HubAsync();
        await using var client = new ApiClient(Endpoint(server.User("vic", "viewer", "retail")), TimeProvider.System);
        var failure = await Assert.ThrowsAsync<ApiCallException>(() => client.CallAsync("retail", ApiVerbs.Apply, default, TimeSpan.FromHours(1), default).WaitAsync(Patience));
        Assert.Equal((ApiFailure.Denied, "The user vic may not 'apply' in the workspace retail; author or admin may."), (failure.Failure, failure.Message));
        failure = await Assert.ThrowsAsync<ApiCallException>(() => client.CallAsync("grocery", ApiVerbs.Get, default, TimeSpan.FromHours(1), default).WaitAsync(Patience));
        Assert.Equal(ApiFailure.Denied, failure.Failure);
        Assert.Empty(_asked);
        Assert.Null((await client.CallAsync("retail", ApiVerbs.Get, default, Patience, default)).Error);
    }

    [Fact]
    public async Task An_answer_goes_to_the_askers_inbox_or_nowhere()
    {
        await using var hub = await HubAsync();
        using var limit = new CancellationTokenSource(Patience);
        var ann = server.User("ann", "author", "retail");
        await using var client = new RawClient();
        await using var ears = new RawClient();
        var everything = server.Running.Mint.Hub();
        Assert.Null(await ears.ConnectAsync(server.Running.Server.Port, everything.Jwt, everything.Seed, limit.Token));
        foreach (var ear in new[] { "kse.down.>", "$KV.>", "_INBOX.store-1.>", "elsewhere" })
        {
            await ears.SubscribeAsync(ear, 1, limit.Token);
        }

        Assert.Empty(await ears.SettleAsync(limit.Token));
        Assert.Null(await client.ConnectAsync(server.Running.Server.Port, ann.Jwt, ann.Seed, limit.Token));
        await client.SubscribeAsync(Subjects.UserInboxPrefix(ann.Person!) + ".>", 1, limit.Token);
        foreach (var reply in new[] { "kse.down.store-1.root", "$KV.kse-workloads.retail.x", "_INBOX.store-1.1", "elsewhere", "_INBOX.eve_AAAAAAAAAAAA.1", $"_INBOX.{ann.Person}x.1", null })
        {
            await client.PublishAsync(Subjects.Api("retail", ApiVerbs.Get, ann.Person!), "{}", limit.Token, reply);
        }

        // The endpoint takes its requests in their order: when the last is answered, the others were seen.
        await client.PublishAsync(Subjects.Api("retail", ApiVerbs.Get, ann.Person!), "{}", limit.Token, Subjects.UserInboxPrefix(ann.Person!) + ".1");
        do
        {
            Assert.Empty(await client.SettleAsync(limit.Token));
        }
        while (client.Messages.Count == 0);
        Assert.Single(_asked);
        await ears.SettleAsync(limit.Token);
        Assert.Empty(ears.Messages);
    }

    [Fact]
    public async Task Changes_of_the_own_workspace_are_told_without_a_right_to_any_bucket()
    {
        await using var hub = await HubAsync();
        foreach (var bucket in new[] { Names.Workloads, Names.Status, Names.Edges })
        {
            await hub.Buckets.EnsureAsync(bucket, default);
        }

        await hub.Teller.StartAsync(default);
        await using var client = new ApiClient(Endpoint(server.User("vic", "viewer", "retail")), TimeProvider.System);
        foreach (var (bucket, key) in new[] { (Names.Workloads, "retail._.ConfigMap.a.b"), (Names.Status, "store-1.retail.web"), (Names.Edges, "store-1") })
        {
            await using var told = client.WatchBucketAsync(bucket, default).GetAsyncEnumerator();
            Assert.True(await told.MoveNextAsync().AsTask().WaitAsync(Patience));
            await hub[bucket].PutAsync(key, "1"u8.ToArray(), null, default);
            Assert.True(await told.MoveNextAsync().AsTask().WaitAsync(Patience));
            Assert.Equal(bucket, told.Current);
        }

        hub.Bell.Take();
        await hub[Names.Workloads].PutAsync("grocery._.ConfigMap.a.b", "1"u8.ToArray(), null, default);
        Assert.Equal(["grocery"], hub.Bell.Take().Select(place => place.Key));
    }

    [Fact]
    public async Task Credentials_that_end_close_the_connection_and_do_not_come_back()
    {
        var (key, seed) = UserCredentials.NewKey();
        var record = new Contracts.Records.UserRecord { Name = "tmp", PublicKey = key, Roles = ["viewer"], CreatedAt = default, Expires = TimeProvider.System.GetUtcNow().AddSeconds(-1) };
        await using var client = new ApiClient(Endpoint(new UserCredentials(server.Running.Mint.Person(record), seed)), TimeProvider.System);
        var failure = await Assert.ThrowsAsync<ApiCallException>(() => client.CallAsync("retail", ApiVerbs.Get, default, Patience, default));
        Assert.Equal(ApiFailure.Denied, failure.Failure);
    }

    public Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, CancellationToken token) => throw new NotSupportedException();

    public Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, ApiCaller caller, CancellationToken token)
    {
        _asked.Enqueue((workspace, verb, caller));
        return Task.FromResult(new ApiReply());
    }

    private Task<HubSide> HubAsync() => HubSide.StartAsync(Endpoint(server.Running.Mint.Hub()), this);

    private NatsEndpoint Endpoint(UserCredentials user) => NatsEndpoint.Of(server.Running.Server.Url, user);
}
