using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.Hub.Live;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.Flow.Tests.Hub.Live;
using KubeStellar.Edge.Flow.Tests.Status.Report;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Flow.Tests.Hub.Api;

/// <summary>Objects at edges, one item each: kept, asked live, last known, and filtered.</summary>
public sealed class StatusRowsTests : IEdgePresence, IHubReports, IHubSummaries, IBucketGuard, IDisposable
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly ObjectKey Web = new("apps", "Deployment", "shop", "web");
    private static readonly DateTimeOffset Then = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SideInventory _inventory = new();
    private readonly SideDesired _desired = new();
    private readonly FakeAsker _asker = new();
    private readonly WhereRuntime _runtime = new();
    private readonly Dictionary<string, PresenceState> _presence = [];
    private readonly Dictionary<string, ReportRecord> _reports = [];
    private readonly ServiceProvider _services;
    private readonly IApiHandler _api;

    public StatusRowsTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IBuckets>(MemoryBuckets.Made(TimeProvider.System));
        services.AddSingleton<IEventLog>(new MemoryEventLog());
        services.AddSingleton<IHubMirror>(new SideMirror());
        services.AddSingleton<IHubInventory>(_inventory);
        services.AddSingleton<IHubDesired>(_desired);
        services.AddSingleton<IHubCommands>(new SideCommands(_inventory));
        services.AddSingleton<IEdgeAdmission>(new SideIdentity());
        services.AddSingleton<IUserAdmission>(new SideIdentity());
        services.AddSingleton<IEdgePresence>(this);
        services.AddSingleton<IHubReports>(this);
        services.AddSingleton<IHubSummaries>(this);
        services.AddSingleton<IBucketGuard>(this);
        services.AddSingleton<IHubUpsync>(new SideUpsync());
        services.AddSingleton<IEdgeAsker>(_asker);
        services.AddSingleton<IPolicyRuntime>(_runtime);
        services.AddSingleton<HubHold>();
        services.AddSingleton<HubEpochGuard>();
        services.AddLive().AddHubApi();
        _services = services.BuildServiceProvider();
        _api = _services.GetRequiredService<IApiHandler>();
    }

    [Fact]
    public async Task One_row_for_each_object_and_edge_with_what_is_kept()
    {
        Place("e1", null, Seen(1));
        Place("e2", null, Seen(2) with { Health = Health.Failed, Reason = "Stuck" });
        var rows = await RowsAsync("""{"resource":"status","name":"Deployment/shop/web"}""");
        Assert.Equal(["e1 Current kept 1", "e2 Failed kept 2"], rows.Select(Line));
        var first = rows[0];
        Assert.Equal((Policy.ToString(), Web.ToString(), "always", true, true), (Text(first, "policy"), Text(first, "object"), Text(first, "keep"), first.GetProperty("current").GetBoolean(), first.GetProperty("reachable").GetBoolean()));
        Assert.Equal((Then, Then.AddSeconds(2)), (first.GetProperty("observedAt").GetDateTimeOffset(), first.GetProperty("arrivedAt").GetDateTimeOffset()));
        Assert.Equal(0, _asker.Count);
        Assert.Empty(await RowsAsync("""{"resource":"status","name":"Deployment/shop/api"}"""));
        Assert.Equal(2, (await RowsAsync("""{"resource":"status","each":true}""")).Count);
        Assert.Equal("e2 Failed kept 2", Line(Assert.Single(await RowsAsync("""{"resource":"status","each":true,"edge":"e2"}"""))));
    }

    [Fact]
    public async Task An_edge_that_never_spoke_is_not_left_out_and_one_that_went_is_last_known()
    {
        Place("e1", null, null);
        Place("e2", null, Seen(2));
        _presence["e2"] = _presence["e2"] with { Reachable = false };
        var rows = await RowsAsync("""{"resource":"status","name":"Deployment/web"}""");
        Assert.Equal(["e1 Unknown kept -", "e2 Current last known 2"], rows.Select(Line));
        Assert.Equal("NotReported", Text(rows[0], "reason"));
    }

    [Fact]
    public async Task What_a_root_does_not_name_any_more_is_shown_while_the_edge_has_it()
    {
        Place("e1", null, Seen(1));
        _desired.Publish("e1", 1, 2);
        var row = Assert.Single(await RowsAsync("""{"resource":"status","name":"Deployment/web"}"""));
        Assert.Equal(("e1 Current kept 1", false, "Received"), (Line(row), row.GetProperty("current").GetBoolean(), Text(row, "phase")));
    }

    [Fact]
    public async Task On_demand_is_asked_of_edges_that_are_named_and_of_no_others()
    {
        foreach (var edge in new[] { "e1", "e2", "e3" })
            Place(edge, StatusKeep.OnDemand, Seen(0) with { Status = null }, ("size", edge == "e3" ? "small" : "large"));
        _asker.Reply = asked => asked.Edge == "e2" ? [[]] : [Answer(asked, 7)];
        Assert.Equal(["e1 Current kept -", "e2 Current kept -", "e3 Current kept -"], (await RowsAsync("""{"resource":"status","name":"Deployment/web"}""")).Select(Line));
        Assert.Equal(0, _asker.Count);

        var rows = await RowsAsync("""{"resource":"status","name":"Deployment/web","selector":"size=large"}""");
        Assert.Equal(["e1 Current live 7", "e2 Current last known -"], rows.Select(Line));
        Assert.Equal(("nobody listens there now", Then.AddMinutes(1)), (Text(rows[1], "trouble"), rows[0].GetProperty("answeredAt").GetDateTimeOffset()));
        Assert.Equal("e3 Current live 7", Line(Assert.Single(await RowsAsync("""{"resource":"status","each":true,"edge":"e3"}"""))));
        Assert.Equal(3, _asker.Count);

        // What it answered before is what is known last; what it said by itself since then of another content counts more.
        _asker.Reply = _ => [[]];
        Assert.Equal("e1 Current last known 7", Line((await RowsAsync("""{"resource":"status","edge":"e1","name":"Deployment/web"}"""))[0]));
        Place("e1", StatusKeep.OnDemand, Seen(0) with { Status = null, Health = Health.Failed, ObservedAt = Then.AddHours(1) });
        Assert.Equal("e1 Failed last known -", Line((await RowsAsync("""{"resource":"status","edge":"e1","name":"Deployment/web"}"""))[0]));
    }

    [Fact]
    public async Task Live_asks_whatever_is_kept_and_not_live_asks_nobody()
    {
        Place("e1", null, Seen(1));
        Place("e2", StatusKeep.OnDemand, Seen(0) with { Status = null });
        _asker.Reply = asked => [Answer(asked, 9)];
        Assert.Equal(["e1 Current live 9", "e2 Current live 9"], (await RowsAsync("""{"resource":"status","name":"Deployment/web","live":true}""")).Select(Line));
        Assert.Equal("e2 Current kept -", Line((await RowsAsync("""{"resource":"status","name":"Deployment/web","edge":"e2","live":false}"""))[0]));
    }

    [Fact]
    public async Task An_expression_sees_rows_and_keeps_those_it_is_true_for()
    {
        for (var n = 0; n < 300; n++)
            Place($"e{n:d3}", null, Seen(n), ("odd", n % 2 == 1 ? "yes" : "no"));
        _runtime.Where = scope => scope.GetProperty("status").GetProperty("load").GetInt32() >= 290 && scope.GetProperty("edge").GetProperty("labels").GetProperty("odd").GetString() == "yes";
        var rows = await RowsAsync("""{"resource":"status","where":"status.load >= 290"}""");
        Assert.Equal(["e291", "e293", "e295", "e297", "e299"], rows.Select(row => Text(row, "edge")));
        Assert.Contains("\nstatus.load >= 290\n", _runtime.Bundle!.Files["where.js"], StringComparison.Ordinal);
        Assert.False(_runtime.Seen!.Value.GetProperty("report").TryGetProperty("arrivedAt", out _));
        Assert.Equal(2, (await RowsAsync("""{"resource":"status","where":"x","limit":2}""")).Count);
    }

    [Theory]
    [InlineData("Syntax", "SyntaxError: Unexpected token ')'", "where.js:2:7", "the expression (at 1:7): SyntaxError: Unexpected token ')'")]
    [InlineData("Syntax", "SyntaxError: Unexpected token ']'", "one.js:3:1", "the expression (at its end): SyntaxError: Unexpected token ']'")]
    [InlineData("Threw", "TypeError: Cannot read properties of null (reading 'a')", "where.js:2:3", "the expression (at 1:3): TypeError: Cannot read properties of null (reading 'a'); write a?.b where a may be missing")]
    [InlineData("Threw", "ReferenceError: replicas is not defined", "where.js:2:1", "the expression (at 1:1): ReferenceError: replicas is not defined; there are edge, policy")]
    [InlineData("TimedOut", "selects did not end within its time", "", "the expression: selects did not end within its time")]
    public async Task An_expression_that_is_wrong_refuses_all_with_its_place(string reason, string message, string location, string expected)
    {
        Place("e1", null, Seen(1));
        _runtime.Fault = new PolicyFault(reason, message, location);
        var error = (await AskAsync("""{"resource":"status","where":"status."}""")).Error!;
        Assert.Equal(("invalid", "where"), (error.Code, error.Details[0].Field));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_end_where_time_is_over_and_go_on_there()
    {
        for (var n = 0; n < 400; n++)
            Place($"e{n:d3}", null, Seen(n));
        _services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ApiOptions>>().Value.PageTime = TimeSpan.Zero;
        _runtime.Where = scope => scope.GetProperty("status").GetProperty("load").GetInt32() == 399;
        var (pages, found, from) = (0, new List<string>(), "");
        do
        {
            var reply = await AskAsync($$"""{"resource":"status","where":"x","continue":"{{from}}"}""");
            var page = reply.Result!.Value.Deserialize(ContractsJson.Default.ItemsResult)!;
            found.AddRange(page.Items.Select(row => Text(row, "edge")));
            (from, pages) = (page.Continue, pages + 1);
        }
        while (from.Length > 0);
        Assert.Equal(["e399"], found);
        Assert.True(pages > 3);
    }

    public PresenceState? Of(string edge) => _presence.GetValueOrDefault(edge);

    public ReportHead? Head(string edge, PolicyKey policy) => _reports.TryGetValue(edge, out var report) ? ReportHeads.Of(report, null) : null;

    public Task<ReportRecord?> ReadAsync(string edge, PolicyKey policy, CancellationToken token) => Task.FromResult(_reports.GetValueOrDefault(edge));

    public PartialRecord? Partial(string edge, PolicyKey policy) => null;

    public IReadOnlyList<ReportHead> Heads(string edge) => Head(edge, Policy) is { } head ? [head] : [];

    public SummaryRecord? Of(PolicyKey policy) => null;

    Task IBucketGuard.PrepareAsync(CancellationToken token) => Task.CompletedTask;

    Task IBucketGuard.AcceptAsync(CancellationToken token) => Task.CompletedTask;

    public void Dispose() => _services.Dispose();

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static string Line(JsonElement row) =>
        $"{Text(row, "edge")} {Text(row, "health")} {Text(row, "source")} {(row.TryGetProperty("status", out var status) ? status.GetProperty("load").GetRawText() : "-")}";

    private static ReportObject Seen(int load) => new()
    {
        Content = Digest.Of("{}"u8), Applied = true, ObservedAfterApply = true, Health = Health.Current, Status = JsonElement.Parse($$"""{"load":{{load}}}"""), ObservedAt = Then, ArrivedAt = Then.AddSeconds(2),
    };

    private static byte[] Answer(FakeAsker.Asked asked, int load) => Questions.Write(new StatusAnswer
    {
        Edge = asked.Edge, Id = asked.Id, Part = 0, Parts = 1, At = Then.AddMinutes(1), Objects = [.. asked.Question.Objects.Select(one => new AnsweredObject(one, Seen(load)))],
    });

    private Task<ApiReply> AskAsync(string body) => _api.HandleAsync("default", "get", Encoding.UTF8.GetBytes(body), default);

    private async Task<IReadOnlyList<JsonElement>> RowsAsync(string query)
    {
        var reply = await AskAsync(query);
        Assert.Null(reply.Error);
        return reply.Result!.Value.Deserialize(ContractsJson.Default.ItemsResult)!.Items;
    }

    private void Place(string edge, StatusKeep? keep, ReportObject? said, params (string Key, string Value)[] labels)
    {
        _inventory.Add(edge, labels);
        var manifest = _desired.Put(new ManifestRecord { Policy = Policy, Bundle = Digest.Of("b"u8), Keep = keep, Objects = [new ManifestEntry(Web, Digest.Of("{}"u8))] });
        var root = _desired.Publish(edge, 1, 1, (Policy, manifest)).After!;
        _presence[edge] = new PresenceState(true, new HeartbeatMessage { Edge = edge, Epoch = 1, Revision = 1, RootDigest = root.Digest, Applied = true }, DateTimeOffset.UnixEpoch);
        _reports.Remove(edge);
        if (said is not null)
            _reports[edge] = new ReportRecord { Edge = edge, Policy = Policy, Manifest = manifest, Epoch = 1, Revision = 1, Sequence = 1, Objects = new() { [Web.ToString()] = said } };
    }

    /// <summary>Runs no expression: a test says what it is.</summary>
    private sealed class WhereRuntime : BarePolicyRuntime
    {
        internal Func<JsonElement, bool> Where { get; set; } = _ => true;

        internal PolicyFault? Fault { get; set; }

        internal PolicyBundle? Bundle { get; private set; }

        internal JsonElement? Seen { get; private set; }

        public override Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token)
        {
            Bundle = bundle;
            return Task.FromResult(new PolicyOutcome<PolicyShape>(Fault is null ? new PolicyShape(new PolicySelection { Function = true }, false, false, null) : null, Fault));
        }

        public override Task<PolicyOutcome<Selection>> SelectAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> workloads, CancellationToken token)
        {
            var scopes = workloads.Select(text => JsonElement.Parse(text.Span).GetProperty("scope")).ToList();
            Seen = scopes[0];
            return Task.FromResult(new PolicyOutcome<Selection>(new Selection([.. scopes.Select(Where)]), null));
        }
    }
}
