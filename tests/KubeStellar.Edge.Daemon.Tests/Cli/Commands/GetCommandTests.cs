using System.Text.Json;
using KubeStellar.Edge.Contracts;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class GetCommandTests : IDisposable
{
    private const string Edge = """{"id":"store-1","labels":{"kind":"store"},"properties":{"memoryGiB":4},"identity":{"admittedAt":"2026-03-01T09:00:00Z"},"presence":{"state":"Ready","heardAt":"2026-03-01T11:59:48Z","follows":"1/7","wanted":"1/7","current":true,"applied":true}}""";
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Edges_are_a_table_as_kubectl_makes_them()
    {
        _run.Hub.Listings["edges"] = $$"""[{{Edge}},{"id":"x"}]""";

        Assert.Equal(0, await _run.RunAsync("get", "ed"));

        Assert.Equal(
            [
                "NAME      STATUS   ROOT      REVISION   LABELS       AGE   LAST-SEEN",
                "store-1   Ready    Applied   1/7        kind=store   3h    12s",
                "x         -        -         -          -            -     -",
            ],
            _run.Lines);
    }

    [Fact]
    public async Task Wide_shows_more_and_name_shows_names()
    {
        _run.Hub.Listings["edges"] = $"[{Edge}]";

        Assert.Equal(0, await _run.RunAsync("get", "edges", "-o", "wide"));
        Assert.Contains("memoryGiB=4", _run.Out, StringComparison.Ordinal);

        using var second = new CliRun();
        second.Hub.Listings["edges"] = $"[{Edge}]";
        Assert.Equal(0, await second.RunAsync("get", "edges", "-o", "name"));
        Assert.Equal("edge/store-1\n", second.Out);
    }

    [Fact]
    public async Task Upsynced_objects_are_told_by_edge_and_cannot_be_deleted()
    {
        _run.Hub.Listings["upsynced"] = """[{"edge":"store-1","policy":"default.telemetry","key":"sensors/example/com.Measurement.shop.fridge","sequence":41,"observedAt":"2026-03-01T11:59:48Z","arrivedAt":"2026-03-01T11:59:58Z","object":{"kind":"Measurement"}}]""";

        Assert.Equal(0, await _run.RunAsync("get", "upsynced", "Measurement", "--edge", "store-1", "-l", "kind=store"));
        Assert.Equal(
            [
                "EDGE      OBJECT                                        POLICY      AGE",
                "store-1   measurement.sensors.example.com/shop/fridge   telemetry   12s",
            ],
            _run.Lines);

        using var second = new CliRun();
        Assert.NotEqual(0, await second.RunAsync("delete", "upsynced", "Measurement/shop/fridge"));
        Assert.Contains("upsynced objects are read-only at the hub", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_show_their_values_and_libraries()
    {
        const string policy = """[{"name":"web","bundle":{"main":"web.js","files":{"web.js":""},"parameters":{"ratio":1.10,"region":"eu","tiers":[1,2]}},"libraries":["tiers@1.2.0"]}]""";
        _run.Hub.Listings["policies"] = policy;

        Assert.Equal(0, await _run.RunAsync("get", "policies", "-o", "wide"));
        Assert.Contains("ratio=1.10,region=eu,tiers=[1,2]   tiers@1.2.0", _run.Lines[1], StringComparison.Ordinal);

        using var second = new CliRun();
        second.Hub.Listings["policies"] = policy;
        second.Hub.Listings["summary"] = "[]";
        second.Hub.Listings["events"] = "[]";
        Assert.Equal(0, await second.RunAsync("describe", "policy", "web"));
        Assert.Contains("    ratio:   1.10", second.Lines);
        Assert.Contains("    region:  eu", second.Lines);
    }

    [Fact]
    public async Task Conditions_of_one_reason_are_shown_once()
    {
        _run.Hub.Listings["edges"] = """
            [{"id":"a","presence":{"conditions":[{"type":"TargetRefused","status":"True","reason":"DiskFull"},{"type":"DiskFull","status":"True","reason":"DiskFull"},{"type":"ClockSkew","status":"True"}]}}]
            """;

        Assert.Equal(0, await _run.RunAsync("get", "edges", "-o", "wide"));

        Assert.EndsWith(" DiskFull,ClockSkew", _run.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_say_where_they_stalled_and_how_to_confirm()
    {
        _run.Hub.Listings["policies"] = """
            [{"name":"web","state":{"phase":"Stalled","reason":"Threw","location":"web.js:3:7"},"totals":{"desired":6,"ready":5},"appliedAt":"2026-03-01T11:58:30Z"},
             {"name":"api","state":{"phase":"Held","reason":"BlastRadius"},"rollout":{"hold":{"id":"ab12"}}},
             {"name":"sum","state":{"phase":"Ready","reason":"ReductionFailed","message":"Threw: boom"}}]
            """;

        Assert.Equal(0, await _run.RunAsync("get", "policies"));

        Assert.Equal("web    Stalled   -           6       5       90s   Threw web.js:3:7", _run.Lines[1]);
        Assert.Equal("api    Held      -           -       -       -     BlastRadius (kse confirm ab12)", _run.Lines[2]);
        Assert.EndsWith("ReductionFailed: Threw: boom", _run.Lines[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("summary", """[{"policy":"default.web","totals":{"desired":6,"received":6,"applied":5,"ready":4,"failed":1,"unreachable":0},"coverage":{"edges":6,"reporting":5},"value":{"ready":8}}]""", "web      6         6          5         4       1        0             5/6   {\"ready\":8}")]
    [InlineData("placements", """[{"edge":"s1","policy":"default.web","object":"apps.Deployment.shop.web","state":"Ready","reason":""}]""", "web      s1     deployment.apps/shop/web   Ready   -")]
    [InlineData("desired", """[{"edge":"s1","epoch":1,"revision":9,"policies":[{"policy":"default.web","manifest":"00"}]}]""", "s1     1       9          web")]
    [InlineData("status", """[{"edge":"s1","policy":"default.web","epoch":1,"revision":9,"current":true,"objects":{"_.ConfigMap.shop.a":{"applied":true,"observedAfterApply":true,"health":"Current"},"_.ConfigMap.shop.b":{"applied":false,"reason":"DiskFull"}}}]""", "s1     web      1/9        true      2         1         1       1        DiskFull")]
    [InlineData("workloads", """[{"key":"apps.Deployment.shop.web","generation":3,"appliedAt":"2026-02-27T12:00:00Z"}]""", "deployment.apps/shop/web   3            2d")]
    [InlineData("libraries", """[{"name":"tiers","version":"1.2.0","usedBy":["a","b"],"appliedAt":"2026-02-27T12:00:00Z"}]""", "tiers   1.2.0     a,b       2d")]
    [InlineData("events", """[{"at":"2026-03-01T11:59:00Z","kind":"workload.applied","subject":"_.ConfigMap.shop.c","actor":"ann","message":"created"}]""", "60s   workload.applied   configmap/shop/c   ann     created")]
    [InlineData("tokens", """[{"id":"t1","labels":{"a":"b"},"uses":0,"usedBy":["x"],"expires":"2026-03-01T13:00:00Z"}]""", "t1   a=b      unlimited   1      unlimited   in 60m    -")]
    public async Task Every_type_has_its_columns(string type, string items, string row)
    {
        _run.Hub.Listings[type] = items;

        Assert.Equal(0, await _run.RunAsync("get", type));

        Assert.Equal(row, _run.Lines[1]);
    }

    [Fact]
    public async Task Pages_are_read_to_the_end()
    {
        var pages = new Queue<string>(["""{"items":[{"id":"a"}],"continue":"a"}""", """{"items":[{"id":"b"}],"continue":"b"}""", """{"items":[{"id":"c"}]}"""]);
        _run.Hub.Answer = (_, _) => FakeHub.Ok(pages.Dequeue());

        Assert.Equal(0, await _run.RunAsync("get", "edges", "-o", "name", "-l", "kind=store"));

        Assert.Equal(["edge/a", "edge/b", "edge/c"], _run.Lines);
        Assert.Equal(["", "a", "b"], _run.Hub.Asked.Select(asked => JsonSerializer.Deserialize(asked.Body, ContractsJson.Default.GetQuery)!.Continue));
        Assert.All(_run.Hub.Asked, asked => Assert.Equal("kind=store", JsonSerializer.Deserialize(asked.Body, ContractsJson.Default.GetQuery)!.Selector));
    }

    [Fact]
    public async Task A_listing_that_does_not_get_on_ends()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"items":[],"continue":"a"}""");

        Assert.Equal(2, await _run.RunAsync("get", "edges"));
    }

    [Fact]
    public async Task One_item_by_name_stands_alone_in_json_with_its_digits()
    {
        _run.Hub.Listings["workloads"] = """[{"key":"_.ConfigMap.shop.c","object":{"n":9007199254740993,"f":1.10,"t":"ä<b>"}}]""";

        Assert.Equal(0, await _run.RunAsync("get", "workload/configmap/c", "-o", "json"));

        Assert.Contains("\"n\": 9007199254740993", _run.Out, StringComparison.Ordinal);
        Assert.Contains("\"f\": 1.10", _run.Out, StringComparison.Ordinal);
        Assert.Contains("ä<b>", _run.Out, StringComparison.Ordinal);
        Assert.Equal("configmap/c", JsonSerializer.Deserialize(_run.Hub.Asked[0].Body, ContractsJson.Default.GetQuery)!.Name);
    }

    [Fact]
    public async Task What_others_wrote_cannot_steer_the_terminal()
    {
        _run.Hub.Listings["events"] = """[{"kind":"k","subject":"s","actor":"a","message":"x\u001b[2Jy\nz"}]""";

        Assert.Equal(0, await _run.RunAsync("get", "events"));

        Assert.DoesNotContain('\u001b', _run.Out);
        Assert.Equal(2, _run.Lines.Length);
    }

    [Theory]
    [InlineData(new[] { "get", "nonsense" }, "there is no type 'nonsense'")]
    [InlineData(new[] { "get" }, "TYPE")]
    [InlineData(new[] { "get", "edges", "-o", "xml" }, "'xml' is no form of output")]
    [InlineData(new[] { "get", "edges", "--nope" }, "--nope")]
    [InlineData(new[] { "get", "edges", "--timeout", "soon" }, "'soon' is not a duration")]
    [InlineData(new[] { "get", "edges", "--workspace", "No!" }, "'No!' is not the name of a workspace")]
    [InlineData(new[] { "get", "edge", "missing" }, "there is no edge 'missing'")]
    [InlineData(new[] { "nonsense" }, "nonsense")]
    public async Task Bad_usage_ends_with_two_and_one_line(string[] args, string what)
    {
        _run.Hub.Listings["edges"] = "[]";

        Assert.Equal(2, await _run.RunAsync(args));

        Assert.StartsWith("error: ", _run.Error, StringComparison.Ordinal);
        Assert.Contains(what, _run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _run.Error, StringComparison.Ordinal);
        Assert.Equal("", _run.Out);
    }

    [Fact]
    public async Task Colours_are_for_terminals_that_want_them()
    {
        _run.Hub.Listings["edges"] = $"[{Edge}]";
        _run.Terminal = true;
        Assert.Equal(0, await _run.RunAsync("get", "edges"));
        Assert.Contains('\u001b', _run.Out);

        using var plain = new CliRun { Terminal = true };
        plain.Environment["NO_COLOR"] = "1";
        plain.Hub.Listings["edges"] = $"[{Edge}]";
        Assert.Equal(0, await plain.RunAsync("get", "edges"));
        Assert.DoesNotContain('\u001b', plain.Out);
    }
}
