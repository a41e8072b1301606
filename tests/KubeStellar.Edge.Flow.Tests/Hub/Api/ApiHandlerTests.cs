using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.Hub.Live;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.Flow.Tests.Hub.Live;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Flow.Tests.Hub.Api;

public sealed class ApiHandlerTests : IEdgePresence, IHubReports, IHubSummaries, IBucketGuard, IStatusBack, IDisposable
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly ObjectKey Web = new("apps", "Deployment", "shop", "web");

    private readonly SideInventory _inventory = new();
    private readonly SideDesired _desired = new();
    private readonly SideCommands _commands;
    private readonly HubHold _hold = new();
    private readonly SideMirror _mirror = new();
    private readonly MemoryBuckets _buckets = MemoryBuckets.Made(TimeProvider.System);
    private readonly Dictionary<string, PresenceState> _presence = [];
    private readonly Dictionary<string, ReportRecord> _reports = [];
    private readonly Dictionary<PolicyKey, SummaryRecord> _summaries = [];
    private readonly ServiceProvider _services;
    private readonly IApiHandler _api;
    private int _accepted;
    private BackStatus? _back;

    public ApiHandlerTests()
    {
        _commands = new SideCommands(_inventory);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IBuckets>(_buckets);
        services.AddSingleton<IEventLog>(new MemoryEventLog());
        services.AddSingleton<IHubMirror>(_mirror);
        services.AddSingleton<IHubInventory>(_inventory);
        services.AddSingleton<IHubDesired>(_desired);
        services.AddSingleton<IHubCommands>(_commands);
        services.AddSingleton<IEdgeAdmission>(new SideIdentity());
        services.AddSingleton<IUserAdmission>(new SideIdentity());
        services.AddSingleton<IEdgePresence>(this);
        services.AddSingleton<IHubReports>(this);
        services.AddSingleton<IHubSummaries>(this);
        services.AddSingleton<IBucketGuard>(this);
        services.AddSingleton<IHubUpsync>(new SideUpsync());
        services.AddSingleton<IStatusBack>(this);
        services.AddSingleton<IEdgeAsker>(new FakeAsker());
        services.AddSingleton<IPolicyRuntime>(new SideRuntime());
        services.AddSingleton(_hold);
        services.AddSingleton<HubEpochGuard>();
        services.AddLive().AddHubApi().AddHubApi();
        _services = services.BuildServiceProvider();
        _api = _services.GetRequiredService<IApiHandler>();
    }

    [Fact]
    public async Task Who_asked_stands_in_the_audit_of_what_was_done_and_of_what_was_denied()
    {
        var events = _services.GetRequiredService<HubEvents>().Queue;
        Assert.Null((await _api.HandleAsync("default", "token", """{"labels":{"kind":"store"},"uses":2,"expiresInSeconds":60}"""u8.ToArray(), new ApiCaller("ann@laptop"), default)).Error);
        Assert.True(events.TryRead(out var made));
        Assert.Equal(("token.created", "ann@laptop"), (made.Kind, made.Actor));
        Assert.Contains("admits 2 edge(s) until", made.Message, StringComparison.Ordinal);
        Assert.EndsWith("with kind=store", made.Message, StringComparison.Ordinal);

        _hold.Set("a bucket is gone");
        Assert.Equal("held", (await _api.HandleAsync("shop", "apply", "{}"u8.ToArray(), new ApiCaller("bob@desk"), default)).Error!.Code);
        Assert.True(events.TryRead(out var denied));
        Assert.Equal(("request.denied", "apply", "shop", "bob@desk", "held: the hub holds: a bucket is gone"), (denied.Kind, denied.Subject, denied.Workspace, denied.Actor, denied.Message));
        await _api.HandleAsync("shop", "apply", "{}"u8.ToArray(), default);
        Assert.True(events.TryRead(out var nobody));
        Assert.Equal("api", nobody.Actor);
        await _api.HandleAsync("shop", "get", """{"resource":"shoes"}"""u8.ToArray(), new ApiCaller("bob@desk"), default);
        Assert.False(events.TryRead(out _));
    }

    [Theory]
    [InlineData("get", """{"resource":"edges","selektor":"a=b"}""", "selektor")]
    [InlineData("get", """{"resource":"edges","resource":"edges"}""", "")]
    [InlineData("get", """{"resource":"shoes"}""", "resource")]
    [InlineData("get", """{"resource":"edges","selector":"a in b"}""", "selector")]
    [InlineData("get", """{"resource":"policies","selector":"a=b"}""", "selector")]
    [InlineData("get", """{"resource":"edges","where":"true"}""", "resource")]
    [InlineData("get", """{"resource":"placements","live":true}""", "resource")]
    [InlineData("get", """{"resource":"status","name":"web"}""", "name")]
    [InlineData("get", """{"resource":"workloads","name":"a/b/c/d"}""", "name")]
    [InlineData("get", """{"resource":"edges","limit":"many"}""", "limit")]
    [InlineData("get", """{}""", "")]
    [InlineData("get", """[1]""", "")]
    [InlineData("get", """{"resource":""", "")]
    [InlineData("get", "", "")]
    [InlineData("apply", """{"objects":[{"source":"a.yaml","objekt":{}}]}""", "objects.[0].objekt")]
    [InlineData("apply", """{"policies":[{"source":"p.js","name":"p","bundle":{"main":"p.js","files":{},"extra":1}}]}""", "policies.[0].bundle.extra")]
    [InlineData("token", """{"uses":-1}""", "uses")]
    [InlineData("token", """{"labels":{"-":"x"}}""", "labels")]
    [InlineData("explain", """{"edge":"e1","object":"web"}""", "object")]
    public async Task Bad_requests_are_refused_with_the_field(string verb, string body, string field)
    {
        _inventory.Add("e1");
        var error = (await AskAsync(verb, body)).Error;
        Assert.NotNull(error);
        Assert.Equal("invalid", error.Code);
        Assert.Equal(field, error.Details[0].Field);
        Assert.NotEqual("", error.Details[0].Message);
        Assert.Empty(_commands.Done);
    }

    [Fact]
    public async Task Workspaces_verbs_and_things_that_do_not_exist_are_refused()
    {
        Assert.Equal("invalid", (await _api.HandleAsync("My_Space", "info", default, default)).Error!.Code);
        Assert.Equal("not-found", (await AskAsync("fly", "{}")).Error!.Code);
        Assert.Equal("not-found", (await AskAsync("get", """{"resource":"placements","edge":"nowhere"}""")).Error!.Code);
        Assert.Equal("not-found", (await AskAsync("explain", """{"edge":"nowhere","object":"Deployment/web"}""")).Error!.Code);
    }

    [Fact]
    public async Task Objects_as_deep_as_the_limit_pass()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", ObjectLimits.MaxDepth - 1)) + "1" + new string('}', ObjectLimits.MaxDepth - 1);
        Assert.Null((await AskAsync("apply", $$"""{"objects":[{"source":"a.yaml","object":{{deep}}}]}""")).Error);
    }

    [Fact]
    public async Task Edges_are_listed_with_their_presence_and_by_labels()
    {
        Place("e1", Health.Current);
        _inventory.Add("e1", ("kind", "store"));
        _inventory.Add("e2", ("kind", "depot"));
        var item = Assert.Single(await ItemsAsync("""{"resource":"edges","selector":"kind in (store)"}"""));
        Assert.Equal("Ready", item.GetProperty("status").GetString());
        Assert.Equal("1/1", item.GetProperty("presence").GetProperty("follows").GetString());
        Assert.True(item.GetProperty("presence").GetProperty("current").GetBoolean());
        Assert.Equal("Unknown", (await ItemsAsync("""{"resource":"edges","name":"e2"}"""))[0].GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(Health.Current, "Ready")]
    [InlineData(Health.InProgress, "Applied")]
    [InlineData(Health.Failed, "Failed")]
    public async Task Placements_say_how_far_each_object_is(Health health, string state)
    {
        Place("e1", health);
        var item = Assert.Single(await ItemsAsync("""{"resource":"placements","name":"deployment/web"}"""));
        Assert.Equal(("e1", Policy.ToString(), state), (item.GetProperty("edge").GetString(), item.GetProperty("policy").GetString(), item.GetProperty("state").GetString()));
        Assert.Empty(await ItemsAsync("""{"resource":"placements","name":"deployment/api"}"""));
    }

    [Fact]
    public async Task Everything_can_be_listed()
    {
        Place("e1", Health.Current);
        Workload("web", "store");
        Workload("api", "depot");
        foreach (var (resource, count) in new[] { ("workloads", 2), ("policies", 0), ("desired", 1), ("status", 1), ("summary", 0), ("events", 0), ("tokens", 0) })
            Assert.Equal(count, (await ItemsAsync($$"""{"resource":"{{resource}}"}""")).Count);
        Assert.Equal("web", Assert.Single(await ItemsAsync("""{"resource":"workloads","selector":"app=store"}""")).GetProperty("object").GetProperty("metadata").GetProperty("name").GetString());
        Assert.True((await ItemsAsync("""{"resource":"status"}"""))[0].GetProperty("current").GetBoolean());
    }

    [Fact]
    public async Task A_workload_shows_its_status_beside_what_its_owner_wrote()
    {
        Workload("web", "store");
        Assert.False((await ItemsAsync("""{"resource":"workloads"}"""))[0].TryGetProperty("status", out _));
        _back = new BackStatus(Web, Policy, 1) { Known = true, Status = JsonElement.Parse("""{"readyReplicas":18446744073709551615}"""), From = "edge e1" };
        var item = (await ItemsAsync("""{"resource":"workloads"}"""))[0];
        Assert.Equal(("""{"readyReplicas":18446744073709551615}""", "edge e1", 1), (item.GetProperty("status").GetRawText(), item.GetProperty("statusFrom").GetString(), item.GetProperty("generation").GetInt32()));
        Assert.False(item.GetProperty("object").TryGetProperty("status", out _));
        _back = new BackStatus(Web, Policy, 2) { Known = true, Why = "it is placed 2 times" };
        item = (await ItemsAsync("""{"resource":"workloads"}"""))[0];
        Assert.Equal((false, "it is placed 2 times"), (item.TryGetProperty("status", out _), item.GetProperty("statusMessage").GetString()));
    }

    [Fact]
    public async Task Policies_are_listed_with_the_number_of_their_objects()
    {
        _inventory.Put(new PolicyRecord { Workspace = "default", Name = "web", Generation = 1, Order = 1, Digest = Digest.Of("b"u8), Bundle = new PolicyBundle { Main = "web.js", Files = [] } });
        _desired.Owned[Policy] = 3;
        Assert.Equal(3, Assert.Single(await ItemsAsync("""{"resource":"policies"}""")).GetProperty("workloads").GetInt32());
    }

    [Fact]
    public async Task A_deleted_policy_whose_removals_wait_is_listed_as_held()
    {
        var gone = new PolicyKey("default", "storefront");
        _desired.Rolling[gone] = new RolloutRecord { Policy = gone, Hold = new HoldRecord("abc123", 8, 8, 4, ["s1 _.ConfigMap.shop.a"], DateTimeOffset.UnixEpoch) };
        _desired.Rolling[Policy] = new RolloutRecord { Policy = Policy };
        _desired.Hold(gone, 4);

        var item = Assert.Single(await ItemsAsync("""{"resource":"policies"}"""));
        Assert.Equal("storefront", item.GetProperty("name").GetString());
        Assert.Equal("Held", item.GetProperty("state").GetProperty("phase").GetString());
        Assert.Equal("BlastRadius", item.GetProperty("state").GetProperty("reason").GetString());
        Assert.Contains("kse confirm abc123", item.GetProperty("state").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("abc123", item.GetProperty("rollout").GetProperty("hold").GetProperty("id").GetString());
        Assert.Single(await ItemsAsync("""{"resource":"policies","name":"storefront"}"""));
        Assert.Empty(await ItemsAsync("""{"resource":"policies","name":"web"}"""));
    }

    [Theory]
    [InlineData("Threw at web.js:3:7: boom. More of it.", "", "Threw at web.js:3:7: boom")]
    [InlineData("", "e1 partial: Threw at web.js:3:7: boom\n  at map", "e1 partial: Threw at web.js:3:7: boom")]
    [InlineData("", "e1 apps.Deployment.shop.web: Unhealthy: partial: no", "")]
    public async Task A_reduction_that_fails_is_the_reason_of_a_ready_policy(string error, string failure, string message)
    {
        _inventory.Put(new PolicyRecord
        {
            Workspace = "default", Name = "web", Generation = 1, Order = 1, Digest = Digest.Of("b"u8), Bundle = new PolicyBundle { Main = "web.js", Files = [] },
            State = new PolicyState { Phase = PolicyPhase.Ready },
        });
        _summaries[Policy] = new SummaryRecord
        {
            Policy = Policy, Bundle = Digest.Of("b"u8), Totals = new Totals(), Coverage = new Coverage(1, 1, []), Error = error, Failures = failure.Length > 0 ? [failure] : [],
        };

        var state = Assert.Single(await ItemsAsync("""{"resource":"policies"}""")).GetProperty("state");
        Assert.Equal(("Ready", message.Length > 0 ? "ReductionFailed" : "", message), (state.GetProperty("phase").GetString(), Text("reason"), Text("message")));

        string Text(string name) => state.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }

    [Fact]
    public async Task What_an_edge_cannot_take_up_has_the_edges_reason()
    {
        Place("e1", Health.Current);
        _reports.Clear();
        _presence["e1"] = _presence["e1"] with { Last = _presence["e1"].Last with { Conditions = [new("TargetRefused", "True", "DiskFull", "the disk is full"), new("DiskFull", "True", "DiskFull", "the disk is full")] } };
        var item = Assert.Single(await ItemsAsync("""{"resource":"placements"}"""));
        Assert.Equal(("Received", "DiskFull", "the disk is full"), (item.GetProperty("state").GetString(), item.GetProperty("reason").GetString(), item.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Pages_fit_a_message_and_continue_without_loss()
    {
        for (var edge = 0; edge < 3_000; edge++)
        {
            var record = _inventory.Add($"e{edge:d5}");
            record.Properties["note"] = JsonSerializer.SerializeToElement(new string('x', 400));
        }

        var seen = new List<string>();
        var next = "";
        var pages = 0;
        do
        {
            var reply = await AskAsync("get", $$"""{"resource":"edges","continue":"{{next}}"}""");
            Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(reply, ContractsJson.Default.ApiReply).Length, 1, 640 * 1024);
            var page = reply.Result!.Value.Deserialize(ContractsJson.Default.ItemsResult)!;
            seen.AddRange(page.Items.Select(item => item.GetProperty("id").GetString()!));
            next = page.Continue;
            pages++;
        }
        while (next.Length > 0);

        Assert.True(pages > 1);
        Assert.Equal(_inventory.Edges.Select(edge => edge.Id).Order(StringComparer.Ordinal), seen);
        Assert.Equal(7, (await ItemsAsync("""{"resource":"edges","limit":7}""")).Count);
    }

    [Fact]
    public async Task Explains_from_selection_to_observation()
    {
        Place("e1", Health.Failed);
        var result = (await AskAsync("explain", """{"edge":"e1","object":"deployment/shop/web"}""")).Result!.Value.Deserialize(ContractsJson.Default.ExplainResult)!;
        Assert.True(result.Placed);
        Assert.Equal(["select yes", "receive yes", "apply yes", "observe error"], result.Steps.Select(step => $"{step.Stage} {step.Outcome}"));

        Workload("api", "store");
        var absent = (await AskAsync("explain", """{"edge":"e1","object":"Deployment/api"}""")).Result!.Value.Deserialize(ContractsJson.Default.ExplainResult)!;
        Assert.False(absent.Placed);
        Assert.Equal("receive no", $"{absent.Steps[1].Stage} {absent.Steps[1].Outcome}");
    }

    [Fact]
    public async Task A_token_is_stored_before_it_is_shown()
    {
        var result = (await AskAsync("token", """{"labels":{"kind":"store"},"uses":3,"expiresInSeconds":3600}""")).Result!.Value.Deserialize(ContractsJson.Default.TokenResult)!;
        var (record, _) = (await _services.GetRequiredService<TokenStore>().ReadAsync(result.Id, default))!.Value;
        Assert.Equal((3, "U" + result.Id, "store"), (record.Uses, record.PublicKey, record.Labels["kind"]));
        Assert.Equal("Valid", Assert.Single(await ItemsAsync("""{"resource":"tokens"}""")).GetProperty("state").GetString());
        var info = await _buckets.Of(Buckets.Hub).InfoAsync(default);
        Assert.Equal(info.LastRevision, _services.GetRequiredService<BucketLedger>().Known(Buckets.Hub));
        Assert.Equal(info.LastRevision, _mirror.Of(Buckets.Hub)[$"token.{result.Id}"].Revision);

        _buckets.Of(Buckets.Hub).Fault = () => new BucketUnavailableException("away");
        Assert.Equal("internal", (await AskAsync("token", "{}")).Error!.Code);
    }

    [Fact]
    public async Task A_hub_that_holds_answers_but_takes_nothing_until_a_person_says_so()
    {
        _hold.Set("the mirror is damaged");
        foreach (var verb in new[] { "apply", "delete", "edge", "token", "blob" })
            Assert.Equal("held", (await AskAsync(verb, verb == "edge" ? """{"edge":"e1"}""" : "{}")).Error!.Code);
        Assert.Equal("the mirror is damaged", (await AskAsync("info", "")).Result!.Value.GetProperty("held").GetString());
        Assert.Equal("held", (await AskAsync("confirm", """{"id":"web"}""")).Error!.Code);
        Assert.Null((await AskAsync("confirm", """{"id":"hub","reason":"I know"}""")).Error);
        Assert.Equal(1, _accepted);
        Assert.Null((await AskAsync("apply", "{}")).Error);
    }

    [Fact]
    public async Task Rollouts_are_looked_at_and_steered()
    {
        _inventory.Put(new PolicyRecord { Workspace = "default", Name = "web", Generation = 1, Order = 1, Bundle = new PolicyBundle { Main = "web.js", Files = new() }, Digest = Digest.Of("1"u8) });
        _desired.Rolling[Policy] = new RolloutRecord { Policy = Policy };
        var status = (await AskAsync("rollout", """{"action":"status","policy":"web"}""")).Result!.Value;
        Assert.Equal((4, false), (status.GetProperty("totals").GetProperty("all").GetInt32(), status.TryGetProperty("plan", out _)));
        Assert.Equal("canary", (await AskAsync("rollout", """{"action":"plan","policy":"web"}""")).Result!.Value.GetProperty("plan")[0].GetProperty("name").GetString());
        Assert.Equal("default.web", Assert.Single(await ItemsAsync("""{"resource":"rollouts"}""")).GetProperty("policy").GetString());
        Assert.Empty(await ItemsAsync("""{"resource":"rollouts","name":"other"}"""));
        Assert.Null((await AskAsync("rollout", """{"action":"status"}""")).Error);
        Assert.Empty(_commands.Done);
        Assert.Null((await AskAsync("rollout", """{"action":"undo","policy":"web","release":3}""")).Error);
        Assert.Equal(["rollout undo"], _commands.Done);
    }

    [Theory]
    [InlineData("""{"action":"status","policy":"wbe"}""", "not-found", "default has no policy wbe; did you mean 'web'?")]
    [InlineData("""{"action":"plan"}""", "not-found", "which policy?")]
    [InlineData("""{"action":"puase","policy":"web"}""", "invalid", "did you mean 'pause'?")]
    [InlineData("""{"action":"pause","polcy":"web"}""", "invalid", "polcy")]
    [InlineData("""{"policy":"web"}""", "invalid", "action")]
    public async Task Bad_requests_about_rollouts_are_refused(string body, string code, string why)
    {
        _inventory.Put(new PolicyRecord { Workspace = "default", Name = "web", Generation = 1, Order = 1, Bundle = new PolicyBundle { Main = "web.js", Files = new() }, Digest = Digest.Of("1"u8) });
        var error = (await AskAsync("rollout", body)).Error!;
        Assert.Equal(code, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Empty(_commands.Done);
    }

    [Theory]
    [InlineData("pause", "", true)]
    [InlineData("freeze", "", true)]
    [InlineData("abort", ""","keep":true""", true)]
    [InlineData("abort", "", false)]
    [InlineData("resume", "", false)]
    [InlineData("approve", "", false)]
    [InlineData("retry", "", false)]
    [InlineData("undo", "", false)]
    [InlineData("unfreeze", "", false)]
    public async Task A_hub_that_holds_takes_only_what_stops(string action, string more, bool taken)
    {
        _hold.Set("the mirror is damaged");
        var reply = await AskAsync("rollout", $$"""{"action":"{{action}}","policy":"web"{{more}}}""");
        Assert.Equal(taken ? null : "held", reply.Error?.Code);
        Assert.Equal(taken ? 1 : 0, _commands.Done.Count);
    }

    public PresenceState? Of(string edge) => _presence.GetValueOrDefault(edge);

    public ReportHead? Head(string edge, PolicyKey policy) => _reports.TryGetValue(edge, out var report) ? ReportHeads.Of(report, null) : null;

    public Task<ReportRecord?> ReadAsync(string edge, PolicyKey policy, CancellationToken token) => Task.FromResult(_reports.GetValueOrDefault(edge));

    public PartialRecord? Partial(string edge, PolicyKey policy) => null;

    public IReadOnlyList<ReportHead> Heads(string edge) => Head(edge, Policy) is { } head ? [head] : [];

    public SummaryRecord? Of(PolicyKey policy) => _summaries.GetValueOrDefault(policy);

    public Task<BackStatus?> OfAsync(string workspace, ObjectKey key, CancellationToken token) => Task.FromResult(_back is { } back && back.Key == key ? back : null);

    public Task<IReadOnlyList<BackStatus>> AllAsync(string workspace, CancellationToken token) => Task.FromResult<IReadOnlyList<BackStatus>>([]);

    Task IBucketGuard.PrepareAsync(CancellationToken token) => Task.CompletedTask;

    Task IBucketGuard.AcceptAsync(CancellationToken token)
    {
        _accepted++;
        _hold.Set("");
        return Task.CompletedTask;
    }

    public void Dispose() => _services.Dispose();

    private Task<ApiReply> AskAsync(string verb, string body) => _api.HandleAsync("default", verb, Encoding.UTF8.GetBytes(body), default);

    private async Task<IReadOnlyList<JsonElement>> ItemsAsync(string query)
    {
        var reply = await AskAsync("get", query);
        Assert.Null(reply.Error);
        return reply.Result!.Value.Deserialize(ContractsJson.Default.ItemsResult)!.Items;
    }

    private void Workload(string name, string app)
    {
        var body = JsonSerializer.Deserialize<JsonElement>($$$$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{{name}}}}","namespace":"shop","labels":{"app":"{{{{app}}}}"}}}""");
        _inventory.Put(new WorkloadRecord { Workspace = "default", Key = ObjectKey.OfObject(body), Generation = 1, Digest = Digest.Of(CanonicalJson.Canonicalize(body)), Object = body });
    }

    private void Place(string edge, Health health)
    {
        _inventory.Add(edge);
        var content = Digest.Of("{}"u8);
        var manifest = _desired.Manifest(Policy, Digest.Of("b"u8), false, (Web, content));
        var root = _desired.Publish(edge, 1, 1, (Policy, manifest)).After!;
        _presence[edge] = new PresenceState(true, new HeartbeatMessage { Edge = edge, Epoch = 1, Revision = 1, RootDigest = root.Digest, Applied = true }, DateTimeOffset.UnixEpoch);
        _reports[edge] = new ReportRecord
        {
            Edge = edge,
            Policy = Policy,
            Manifest = manifest,
            Epoch = 1,
            Revision = 1,
            Sequence = 1,
            Objects = new() { [Web.ToString()] = new ReportObject { Content = content, Applied = true, ObservedAfterApply = true, Health = health } },
        };
    }
}
