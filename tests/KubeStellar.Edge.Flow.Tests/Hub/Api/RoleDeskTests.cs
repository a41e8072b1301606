using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.Hub.Live;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;
using KubeStellar.Edge.Flow.Tests.Hub.Live;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Flow.Tests.Hub.Api;

/// <summary>Users through the hub's API: who may make them, what they see, and who stands in the audit.</summary>
public sealed class RoleDeskTests : IAsyncLifetime
{
    private const string Key = "UABCDEFGHIJKLMNOPQRST";
    private readonly SideInventory _inventory = new();
    private readonly SideDesired _desired = new();
    private readonly SideIdentity _identity = new();
    private readonly MemoryBuckets _buckets = MemoryBuckets.Made(TimeProvider.System);
    private readonly ManualTime _time = new();
    private readonly ServiceProvider _services;

    public RoleDeskTests() => _services = Start();

    [Fact]
    public async Task A_user_is_durable_before_its_credentials_are_and_the_same_request_gets_them_again()
    {
        Assert.Equal("jwt ann author", (await MadeAsync("ann", "retail", "author")).Jwt);
        var entry = await ((IBuckets)_buckets)[Buckets.Hub].GetAsync("user.ann", default);
        Assert.Equal(Key, JsonSerializer.Deserialize(entry!.Value.Span, ContractsJson.Default.UserRecord)!.PublicKey);
        Assert.Equal("jwt ann author", (await MadeAsync("ann", "retail", "author")).Jwt);
        Assert.Equal("conflict", (await AskAsync(null, "default", "user", Request("ann", "retail", "admin"))).Error!.Code);
        Assert.Equal(["user.created", "request.denied"], Events().Select(one => one.Kind));
    }

    [Theory]
    [InlineData("""{"name":"Ann","publicKey":"U1","roles":["author"]}""", "name")]
    [InlineData("""{"name":"ann","publicKey":"X1","roles":["author"]}""", "publicKey")]
    [InlineData("""{"name":"ann","publicKey":"U1","roles":[]}""", "roles")]
    [InlineData("""{"name":"ann","publicKey":"U1","roles":["king"]}""", "roles")]
    [InlineData("""{"name":"ann","publicKey":"U1","roles":["author"],"workspaces":["*"]}""", "workspaces")]
    [InlineData("""{"name":"ann","publicKey":"U1","roles":["author"],"expiresInSeconds":-1}""", "expiresInSeconds")]
    public async Task Bad_users_are_refused_with_the_field(string body, string field)
    {
        var error = (await AskAsync(null, "default", "user", body)).Error!;
        Assert.Equal(("invalid", field), (error.Code, error.Details[0].Field));
        Assert.Empty(_services.GetRequiredService<UserBook>().All);
    }

    [Fact]
    public async Task A_revoked_user_is_void_at_the_server_and_at_the_hub_and_its_name_is_free()
    {
        await MadeAsync("ann", "retail", "author");
        Assert.Null((await AskAsync("ann", "retail", "info", "{}")).Error);
        Assert.Null((await AskAsync(null, "default", "user", """{"name":"ann","revoke":"left"}""")).Error);
        Assert.Contains(Key, _identity.Revoked);
        var refused = (await AskAsync("ann", "retail", "info", "{}")).Error!;
        Assert.Equal("denied", refused.Code);
        Assert.Contains("was revoked", refused.Message, StringComparison.Ordinal);

        // Another of that name has another key, and the old credentials do not become good by it.
        const string other = "UZZZZZZZZZZZZZZZZZZZZ";
        Assert.Null((await AskAsync(null, "default", "user", Request("ann", "retail", "author", other))).Error);
        Assert.Equal("denied", (await AskAsync("ann", "retail", "info", "{}")).Error!.Code);
        Assert.Null((await Api.HandleAsync("retail", "info", "{}"u8.ToArray(), new ApiCaller("", Subjects.UserToken("ann", other)), default)).Error);
        Assert.Equal(["user.created", "user.revoked", "request.denied", "user.created", "request.denied"], Events().Select(one => one.Kind));
    }

    [Fact]
    public async Task Who_comes_with_a_user_of_a_former_key_is_issued_anew_and_that_it_has_it_is_noted_when_it_comes_with_it()
    {
        _identity.Issuer = "AOLD";
        await MadeAsync("ann", "retail", "author");
        Assert.Null((await ComeAsync("ann", "AOLD")).Renewed);
        _identity.Issuer = "ANOW";
        Assert.Equal("jwt ann author", (await ComeAsync("ann", "AOLD")).Renewed);
        Assert.Equal("jwt ann author", (await ComeAsync("ann", "AOLD")).Renewed); // the answer may have been lost
        Assert.Equal("Former", await StandsOnAsync("ann"));
        Assert.Null((await ComeAsync("ann", "ANOW")).Renewed);
        Assert.Equal("InUse", await StandsOnAsync("ann"));

        // An old copy of its credentials is renewed as well, and changes nothing; who says no issuer, and who is nobody, gets nothing.
        Assert.Equal("jwt ann author", (await ComeAsync("ann", "AOLD")).Renewed);
        Assert.Equal("InUse", await StandsOnAsync("ann"));
        Assert.Null((await AskAsync("ann", "retail", "info", "{}")).Renewed);
        Assert.Null((await ComeAsync("eve", "AOLD")).Renewed);
        await AskAsync(null, "default", "user", """{"name":"ann","revoke":""}""");
        Assert.Null((await ComeAsync("ann", "AOLD")).Renewed);
    }

    [Fact]
    public async Task A_user_is_issued_anew_for_its_key_or_for_another_and_then_the_one_before_is_void()
    {
        await MadeAsync("ann", "retail", "author");
        await MadeAsync("boss", "grocery", "admin");
        const string other = "UZZZZZZZZZZZZZZZZZZZZ";
        Assert.Equal("denied", (await AskAsync("boss", "grocery", "user", """{"name":"ann","renew":true}""")).Error!.Code);
        Assert.Equal("not-found", (await AskAsync(null, "default", "user", """{"name":"eve","renew":true}""")).Error!.Code);
        Assert.Equal("invalid", (await AskAsync(null, "default", "user", """{"name":"ann","renew":true,"publicKey":"X"}""")).Error!.Code);
        Assert.Null((await AskAsync(null, "default", "user", """{"name":"ann","renew":true}""")).Error);
        Assert.Empty(_identity.Revoked);
        Assert.Null((await AskAsync(null, "default", "user", $$"""{"name":"ann","renew":true,"publicKey":"{{other}}"}""")).Error);
        Assert.Equal([Key], _identity.Revoked);
        Assert.Equal("denied", (await AskAsync("ann", "retail", "info", "{}")).Error!.Code);
        Assert.Null((await Api.HandleAsync("retail", "info", "{}"u8.ToArray(), new ApiCaller("", Subjects.UserToken("ann", other)), default)).Error);
        Assert.Contains("user.renewed", Events().Select(one => one.Kind));
        await AskAsync(null, "default", "user", """{"name":"ann","revoke":""}""");
        Assert.Equal("conflict", (await AskAsync(null, "default", "user", """{"name":"ann","renew":true}""")).Error!.Code);
    }

    [Fact]
    public async Task An_admin_of_a_workspace_has_a_say_about_its_users_and_no_others()
    {
        await MadeAsync("boss", "retail", "admin");
        await MadeAsync("root", "", "admin");
        Assert.Null((await AskAsync("boss", "retail", "user", Request("ann", "retail", "admin"))).Error);
        foreach (var (place, body) in new[]
        {
            ("retail", Request("eve", "grocery", "viewer")), ("retail", Request("eve", "retail,grocery", "viewer")), ("retail", Request("eve", "", "admin")),
            ("grocery", Request("eve", "grocery", "viewer")), ("_fleet", Request("eve", "retail", "viewer")), ("retail", """{"name":"root","revoke":""}"""),
        })
        {
            Assert.Equal("denied", (await AskAsync("boss", place, "user", body)).Error!.Code);
        }

        Assert.Equal(["ann", "boss"], (await ListAsync("boss", "retail", "users")).Select(item => item.GetProperty("name").GetString()));
        Assert.Null((await AskAsync("root", "_fleet", "user", """{"name":"boss","revoke":""}""")).Error);
        Assert.Equal("Revoked", (await ListAsync("root", "default", "users")).Single(item => item.GetProperty("name").GetString() == "boss").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Whoever_is_known_is_a_verified_actor_and_cannot_be_told_away()
    {
        await MadeAsync("ann", "retail", "admin");
        Events();
        await AskAsync("ann", "retail", "user", Request("bob", "retail", "viewer"), "root@hub");
        await AskAsync(null, "default", "user", Request("eve", "retail", "viewer"), "ann");
        await AskAsync("ann", "retail", "rollout", """{"action":"freeze","actor":"root"}""", "root@hub");
        Assert.Equal([("ann", true, "root@hub"), ("ann", null, null), ("ann", true, "root@hub")], Events().Select(one => (one.Actor, one.Verified, one.Told)));
    }

    [Fact]
    public async Task A_viewer_sees_its_workspace_and_of_the_fleet_what_it_may_place_on()
    {
        _inventory.Add("e1", ("kind", "store"));
        _inventory.Add("e2", ("kind", "depot"));
        _desired.Publish("e1", 1, 1, (new PolicyKey("retail", "web"), Digest.Of("r"u8)), (new PolicyKey("grocery", "web"), Digest.Of("g"u8)));
        await MadeAsync("vic", "retail", "viewer");
        await MadeAsync("all", "", "viewer");
        Assert.Null((await AskAsync(null, "default", "workspace", """{"workspace":{"name":"retail","edges":"kind=store"}}""")).Error);
        Assert.Equal(["e1"], (await ListAsync("vic", "retail", "edges")).Select(item => item.GetProperty("id").GetString()));
        Assert.Equal(2, (await ListAsync("all", "retail", "edges")).Count);
        Assert.Equal(1, (await ListAsync("vic", "retail", "desired")).Single().GetProperty("policies").GetArrayLength());
        Assert.Equal(2, (await ListAsync("all", "retail", "desired")).Single().GetProperty("policies").GetArrayLength());
        Assert.Equal(["retail"], (await ListAsync("vic", "retail", "workspaces")).Select(item => item.GetProperty("name").GetString()));
        // A region's hub does not know who asks: what it would show of all workspaces is not asked of it.
        Assert.Equal("denied", (await AskAsync("vic", "retail", "get", """{"resource":"desired","edge":"eu/store-1"}""")).Error!.Code);
        Assert.Equal("not-found", (await AskAsync("vic", "retail", "get", """{"resource":"status","edge":"eu/store-1"}""")).Error!.Code);
        foreach (var resource in new[] { "tokens", "webhooks", "hubs" })
        {
            Assert.Equal("denied", (await AskAsync("vic", "retail", "get", $$"""{"resource":"{{resource}}"}""")).Error!.Code);
            Assert.Null((await AskAsync("all", "_fleet", "get", $$"""{"resource":"{{resource}}"}""")).Error);
        }
    }

    [Fact]
    public async Task A_digest_of_somebody_elses_content_says_nothing()
    {
        var (theirs, ours) = (Digest.Of("theirs"u8), Digest.Of("ours"u8));
        foreach (var digest in new[] { theirs, ours })
        {
            _desired.Store(digest, "content"u8.ToArray());
        }

        _inventory.Put(new PolicyRecord { Workspace = "retail", Name = "p", Generation = 1, Order = 1, Digest = ours, Bundle = new PolicyBundle { Main = "p.js", Files = new() } });
        await MadeAsync("vic", "retail", "viewer");
        Assert.Null((await AskAsync("vic", "retail", "content", $$"""{"digest":"{{ours}}"}""")).Error);
        Assert.Equal("not-found", (await AskAsync("vic", "retail", "content", $$"""{"digest":"{{theirs}}"}""")).Error!.Code);
        Assert.Equal("not-found", (await AskAsync("vic", "retail", "content", $$"""{"digest":"{{theirs}}","of":"{{ours}}"}""")).Error!.Code);
        Assert.Null((await AskAsync(null, "retail", "content", $$"""{"digest":"{{theirs}}"}""")).Error);
    }

    // As a hub that starts has read it.
    public async ValueTask InitializeAsync() => await _services.GetRequiredService<TrustedBuckets>().OpenAsync(Buckets.Hub, null, default);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private IApiHandler Api => _services.GetRequiredService<IApiHandler>();

    private ServiceProvider Start()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<IBuckets>(_buckets);
        services.AddSingleton<IEventLog>(new MemoryEventLog());
        services.AddSingleton<IHubMirror>(new SideMirror());
        services.AddSingleton<IHubInventory>(_inventory);
        services.AddSingleton<IHubDesired>(_desired);
        services.AddSingleton<IHubCommands>(new SideCommands(_inventory));
        services.AddSingleton<IEdgeAdmission>(_identity);
        services.AddSingleton<IUserAdmission>(_identity);
        services.AddSingleton<IEdgeLockout>(_identity);
        services.AddSingleton<IEdgePresence>(new SideQuiet());
        services.AddSingleton<IHubReports>(new SideQuiet());
        services.AddSingleton<IHubSummaries>(new SideQuiet());
        services.AddSingleton<IBucketGuard>(new SideQuiet());
        services.AddSingleton<IStatusBack>(new SideQuiet());
        services.AddSingleton<IHubUpsync>(new SideUpsync());
        services.AddSingleton<IEdgeAsker>(new FakeAsker());
        services.AddSingleton<IPolicyRuntime>(new SideRuntime());
        services.AddSingleton<HubHold>();
        services.AddSingleton<HubEpochGuard>();
        services.AddLive().AddHubApi();
        return services.BuildServiceProvider();
    }

    private static string Request(string name, string workspaces, string role, string key = Key) =>
        $$"""{"name":"{{name}}","publicKey":"{{key}}","workspaces":[{{string.Join(',', workspaces.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => $"\"{one}\""))}}],"roles":["{{role}}"]}""";

    private async Task<UserResult> MadeAsync(string name, string workspaces, string role)
    {
        var reply = await AskAsync(null, "default", "user", Request(name, workspaces, role));
        Assert.Null(reply.Error);
        return reply.Result!.Value.Deserialize(ContractsJson.Default.UserResult)!;
    }

    private Task<ApiReply> ComeAsync(string user, string issuer) =>
        Api.HandleAsync("retail", "info", "{}"u8.ToArray(), new ApiCaller("", Subjects.UserToken(user, Key), issuer), default);

    private async Task<string?> StandsOnAsync(string user)
    {
        var listed = (await AskAsync(null, "default", "get", $$"""{"resource":"users","name":"{{user}}"}""")).Result!.Value.Deserialize(ContractsJson.Default.ItemsResult)!;
        return listed.Items.Single().GetProperty("standsOn").GetString();
    }

    private async Task<List<JsonElement>> ListAsync(string user, string place, string resource)
    {
        var reply = await AskAsync(user, place, "get", $$"""{"resource":"{{resource}}"}""");
        Assert.True(reply.Error is null, reply.Error?.Message);
        return [.. reply.Result!.Value.Deserialize(ContractsJson.Default.ItemsResult)!.Items];
    }

    private Task<ApiReply> AskAsync(string? user, string place, string verb, string body, string told = "") =>
        Api.HandleAsync(place, verb, Encoding.UTF8.GetBytes(body), new ApiCaller(told, user is null ? null : Subjects.UserToken(user, Key)), default);

    private List<EventRecord> Events()
    {
        var events = new List<EventRecord>();
        while (_services.GetRequiredService<HubEvents>().Queue.TryRead(out var one))
        {
            events.Add(one);
        }

        return events;
    }
}
