using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Tests.Hostile;
using KubeStellar.Edge.Nats.Tests.Server;

namespace KubeStellar.Edge.Nats.Tests.Roles;

/// <summary>
/// Each role against each verb at each place, on a real server: what a role may not ask never arrives, though the client asks by hand. The table below is on purpose written out once more.
/// </summary>
public sealed class RoleSubjectTests(RoleServer server) : IClassFixture<RoleServer>, IAsyncLifetime
{
    private const string Looking = "get explain content info rollout-status";
    private const string Writing = " apply delete diff preview blob";
    private const string Steering = " rollout confirm";
    private static readonly string[] Places = ["retail", "grocery", "default", Subjects.Fleet];

    // What nobody with roles may say: SELF is the user.
    private static readonly string[] Foreign =
    [
        "kse.api.retail.apply", "kse.api.retail.get.eve_AAAAAAAAAAAA", "kse.api.retail.get.ann", "kse.api.retail.get.ann_*", "kse.api.retail.get.SELF.x", "_INBOX.SELF.1",
        "_INBOX.KSE_HUB.1", "_INBOX.store-1.1", "kse.changes.retail", "kse.up.store-1.report", "kse.down.store-1.root", "kse.down.store-1.ask.status", "kse.join.t1", "kse.hubs.standby",
        "kse.events.edge.admitted", "$KV.kse-workloads.retail.x", "$KV.kse-hub.user.ann", "$JS.API.INFO", "$JS.API.STREAM.NAMES",
        "$JS.API.DIRECT.GET.KV_kse-hub.$KV.kse-hub.state", "$JS.API.CONSUMER.CREATE.KV_kse-hub.c", "$JS.API.STREAM.PURGE.KV_kse-hub", "$SRV.PING",
        "$SYS.REQ.CLAIMS.UPDATE", "anything",
    ];

    // What nobody with roles in one workspace may hear.
    private static readonly string[] Elsewhere =
    [
        ">", "kse.>", "kse.api.>", "kse.api.retail.get.*", "_INBOX.>", "_INBOX.*.>", "_INBOX.KSE_HUB.>", "_INBOX.eve_AAAAAAAAAAAA.>", "kse.changes.*",
        "kse.changes.grocery", "kse.events.>", "kse.up.>", "kse.hubs.>", "kse.down.>", "kse.down.store-1.root", "$KV.>", "$KV.kse-workloads.retail.>", "$JS.>", "$SRV.>", "$SYS.>",
    ];

    private readonly CancellationTokenSource _limit = new(RunningServer.Patience);
    private readonly RawClient _hub = new();
    private readonly RawClient _user = new();

    [Theory]
    [InlineData("viewer", "retail", Looking)]
    [InlineData("author", "retail", Looking + Writing)]
    [InlineData("operator", "retail", Looking + Steering)]
    [InlineData("admin", "retail", Looking + Writing + Steering + " user")]
    [InlineData("viewer", "", Looking + " audit")]
    [InlineData("author", "", Looking + Writing + " audit")]
    [InlineData("operator", "", Looking + Steering + " audit")]
    [InlineData("admin", "", Looking + Writing + Steering + " audit user edge token workspace keys")]
    public async Task A_role_reaches_its_verbs_in_its_workspace_and_nothing_else(string role, string workspace, string verbs)
    {
        var user = server.User("ann", role, workspace.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        await _hub.SubscribeAsync("kse.>", 1, _limit.Token);
        Assert.Empty(await _hub.SettleAsync(_limit.Token));
        Assert.Null(await _user.ConnectAsync(server.Running.Server.Port, user.Jwt, user.Seed, _limit.Token));
        var asked = Places.SelectMany(place => ApiVerbs.All.Select(verb => (Place: place, Verb: verb, Subject: Subjects.Api(place, verb, user.Person!)))).ToList();
        foreach (var (_, _, subject) in asked)
        {
            await _user.PublishAsync(subject, "{}", _limit.Token, Subjects.UserInboxPrefix(user.Person!) + ".1");
        }

        var denied = await _user.SettleAsync(_limit.Token);
        Assert.Empty(await _hub.SettleAsync(_limit.Token));
        var may = asked.Where(one => (workspace.Length == 0 || one.Place == workspace) && verbs.Split(' ').Contains(one.Verb)).Select(one => one.Subject).ToList();
        Assert.Equal(may.Order(), _hub.Messages.Order());
        Assert.Equal(asked.Count - may.Count, denied.Count);
    }

    [Fact]
    public async Task Even_an_admin_of_everything_publishes_nothing_but_its_own_requests()
    {
        var user = server.User("ann", "admin");
        await _hub.SubscribeAsync(">", 1, _limit.Token);
        Assert.Empty(await _hub.SettleAsync(_limit.Token));
        Assert.Null(await _user.ConnectAsync(server.Running.Server.Port, user.Jwt, user.Seed, _limit.Token));
        foreach (var subject in Foreign)
        {
            await _user.PublishAsync(subject.Replace("SELF", user.Person, StringComparison.Ordinal), "{}", _limit.Token, Subjects.UserInboxPrefix(user.Person!) + ".1");
        }

        Assert.Equal(Foreign.Length, (await _user.SettleAsync(_limit.Token)).Count);
        await _hub.SettleAsync(_limit.Token);
        Assert.DoesNotContain(_hub.Messages, heard => !heard.StartsWith("$SYS", StringComparison.Ordinal) && !heard.StartsWith("$JS.EVENT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_of_a_workspace_hears_its_own_inbox_and_that_its_workspace_changed()
    {
        var user = server.User("ann", "admin", "retail");
        Assert.Null(await _user.ConnectAsync(server.Running.Server.Port, user.Jwt, user.Seed, _limit.Token));
        foreach (var (i, own) in new[] { Subjects.UserInboxPrefix(user.Person!) + ".>", "kse.changes.retail", "kse.changes._fleet" }.Index())
        {
            await _user.SubscribeAsync(own, i + 1, _limit.Token);
        }

        Assert.Empty(await _user.SettleAsync(_limit.Token));
        foreach (var (i, subject) in Elsewhere.Index())
        {
            await _user.SubscribeAsync(subject, 100 + i, _limit.Token);
            await _user.SubscribeAsync(subject, 200 + i, _limit.Token, "kse-hub");
        }

        Assert.Equal(2 * Elsewhere.Length, (await _user.SettleAsync(_limit.Token)).Count);
        foreach (var elsewhere in new[] { "kse.changes.grocery", "kse.api.retail.get", "$KV.kse-workloads.retail.x" })
        {
            await _hub.PublishAsync(elsewhere, "{}", _limit.Token);
        }

        await _hub.PublishAsync("kse.changes.retail", "kse-workloads", _limit.Token);
        await _hub.SettleAsync(_limit.Token);
        await _user.SettleAsync(_limit.Token);
        Assert.Equal(["kse.changes.retail"], _user.Messages);
    }

    public async ValueTask InitializeAsync()
    {
        var hub = server.Running.Mint.Hub();
        Assert.Null(await _hub.ConnectAsync(server.Running.Server.Port, hub.Jwt, hub.Seed, _limit.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _user.DisposeAsync();
        await _hub.DisposeAsync();
        _limit.Dispose();
    }
}
