using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

/// <summary>Objects at edges: <c>kse get status OBJECT</c>, and what <c>kse describe</c> says of them.</summary>
public sealed class GetStatusTests : IDisposable
{
    private const string Rows = """
        [{"edge":"s1","policy":"default.web","object":"apps.Deployment.shop.web","phase":"Ready","keep":"always","source":"live","content":"0123456789abcdef","applied":true,"observedAfterApply":true,"health":"Current",
          "reason":"","message":"","observedAt":"2026-03-01T11:59:57Z","arrivedAt":"2026-03-01T11:59:58Z","status":{"readyReplicas":3},"reachable":true,
          "conditions":[{"type":"Available","status":"True","reason":"Enough","message":"3 of 3","since":"2026-03-01T11:57:00Z"}],
          "events":[{"on":"Pod/web-1","reason":"BackOff","message":"restarting","count":4}]},
         {"edge":"s2","policy":"default.web","object":"apps.Deployment.shop.web","phase":"Applied","keep":"on-demand","source":"last known","content":"0123456789abcdef","applied":true,"health":"InProgress",
          "reason":"Progressing","message":"1 of 3","observedAt":"2026-03-01T10:00:00Z","arrivedAt":"2026-03-01T10:00:01Z","reachable":false,"heardAt":"2026-03-01T11:00:00Z","trouble":"nobody listens there now"}]
        """;

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task One_row_an_edge_and_object_with_its_times_and_where_it_is_from()
    {
        _run.Hub.Listings["status"] = Rows;
        Assert.Equal(0, await _run.RunAsync("get", "status", "Deployment/shop/web"));
        Assert.Equal(
            [
                "EDGE   OBJECT                     HEALTH       APPLIED   REASON        DIGEST         OBSERVED   ARRIVED   SOURCE",
                "s1     deployment.apps/shop/web   Current      true      -             0123456789ab   3s         2s        live",
                "s2     deployment.apps/shop/web   InProgress   true      Progressing   0123456789ab   120m       119m      last known (60m)",
            ],
            _run.Lines);
        Assert.Equal(("Deployment/shop/web", null, null), Asked(query => (query.Name, query.Where, query.Live)));
    }

    [Fact]
    public async Task Wide_names_what_is_wrong_and_yaml_holds_it_whole()
    {
        _run.Hub.Listings["status"] = Rows;
        Assert.Equal(0, await _run.RunAsync("get", "status", "Deployment/shop/web", "-o", "wide"));
        Assert.Contains("web      Applied   on-demand   -                     1 of 3; nobody listens there now", _run.Lines[2], StringComparison.Ordinal);
        Assert.Contains("{\"readyReplicas\":3}", _run.Lines[1], StringComparison.Ordinal);
        using var second = new CliRun();
        second.Hub.Listings["status"] = Rows;
        Assert.Equal(0, await second.RunAsync("get", "status", "Deployment/shop/web", "-o", "json"));
        Assert.Equal(3, JsonElement.Parse(second.Out).GetProperty("items")[0].GetProperty("status").GetProperty("readyReplicas").GetInt32());
    }

    [Fact]
    public async Task An_expression_and_live_go_to_the_hub_and_an_empty_answer_is_one()
    {
        _run.Hub.Listings["status"] = "[]";
        Assert.Equal(0, await _run.RunAsync("get", "status", "Deployment/shop/web", "--where", "status?.readyReplicas < 2", "--live", "-l", "region=eu"));
        Assert.Equal(("status?.readyReplicas < 2", true, "region=eu"), Asked(query => (query.Where, query.Live ?? false, query.Selector)));
        using var second = new CliRun();
        second.Hub.Listings["status"] = "[]";
        Assert.NotEqual(0, await second.RunAsync("get", "status", "Deployment/shop/wbe"));
        Assert.Contains("no edge has, or is to have, an object 'Deployment/shop/wbe'", second.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--where", "true")]
    [InlineData("--live")]
    public async Task They_are_of_status_and_of_nothing_else(params string[] options)
    {
        Assert.NotEqual(0, await _run.RunAsync(["get", "edges", .. options]));
        Assert.Contains("are of 'kse get status', not of edges", _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Hub.Asked);
    }

    [Fact]
    public async Task Describe_tells_conditions_and_events_with_their_ages()
    {
        _run.Hub.Listings["edges"] = """[{"id":"s1"}]""";
        _run.Hub.Listings["placements"] = "[]";
        _run.Hub.Listings["events"] = "[]";
        _run.Hub.Listings["status"] = Rows;
        Assert.Equal(0, await _run.RunAsync("describe", "edge", "s1"));
        var from = _run.Lines.ToList().IndexOf("Statuses:");
        Assert.Equal(
            [
                "Statuses:",
                "  s1 deployment.apps/shop/web: Current, applied; observed 3s ago, arrived 2s ago, live",
                "    Available=True for 3m (Enough: 3 of 3)",
                "    event BackOff on Pod/web-1, 4 times: restarting",
                "    status {\"readyReplicas\":3}",
                "  s2 deployment.apps/shop/web: InProgress, applied (Progressing: 1 of 3); observed 120m ago, arrived 119m ago, last known (60m)",
                "    nobody listens there now",
            ],
            _run.Lines.Skip(from).Take(7));
    }

    private T Asked<T>(Func<GetQuery, T> of) => of(JsonSerializer.Deserialize(_run.Hub.Asked[0].Body, ContractsJson.Default.GetQuery)!);
}
