using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy;

/// <summary><c>kse policy bench</c> by the production engine, on fleets so small that only the shape of the answer counts.</summary>
public sealed class BenchCommandTests : IDisposable
{
    private const string Policy = """
        import { assign, gate, health, parameters, percent, policy } from "kubestellar";
        const p = parameters({ size: { type: "string", default: "large" } });
        export default policy({
          selects: object => object.kind === "Deployment",
          place: (object, edge) => edge.labels.size === p.size,
          choose: (object, edges) => edges.slice(0, 3).map(edge => assign(edge, 2)),
          dependsOn: () => ["ConfigMap/shop/settings"],
          customize: (object, edge, share) => { object.spec.replicas = share; object.spec.region = edge.labels.region; },
          health: { Deployment: () => health.current() },
          rollout: { waves: [percent(100)], gate: ({ totals }) => totals.ready === totals.members ? gate.proceed() : gate.hold() },
          status: { map: () => ({ n: 1 }), combine: (a, b) => ({ n: a.n + b.n }), finish: partial => partial.n },
        });
        """;

    private const string Spec = """
        {
          "policy": "web.js",
          "objects": { "web": { "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web", "namespace": "shop" }, "spec": { "replicas": 2 } } },
          "edges": [{ "id": "a", "labels": { "size": "large", "region": "eu" } }, { "id": "b", "labels": { "size": "small" } }, { "id": "c", "labels": { "size": "large" }, "taints": [{ "key": "k", "effect": "NoSchedule" }] }],
          "cases": [{ "it": "runs", "object": "web", "placed": ["a"] }]
        }
        """;

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Every_function_is_measured_over_a_fleet_made_of_the_spec()
    {
        var run = Assert.Single(await JsonAsync(_run.Write("web.js", Policy), "--edges", "120"));
        Assert.Equal((120, 3, 1), (run.GetProperty("edges").GetInt32(), run.GetProperty("models").GetInt32(), run.GetProperty("objects").GetInt32()));
        Assert.True(run.GetProperty("hostMiB").GetInt64() > 10);

        var functions = run.GetProperty("functions").EnumerateArray().ToDictionary(line => line.GetProperty("function").GetString()!);
        Assert.Equal(["selects", "place", "choose", "dependsOn", "customize", "health", "status.map", "status.combine", "status.finish", "rollout.waves", "rollout.gate"], functions.Keys);
        Assert.All(functions.Values, line => Assert.True(line.GetProperty("ms").GetDouble() >= 0 && line.GetProperty("floorMs").GetDouble() >= 0));
        Assert.Equal(["labels/size"], functions["place"].GetProperty("reads").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal(2, functions["place"].GetProperty("cases").GetInt32());
        var untainted = functions["place"].GetProperty("over").GetInt32();
        var placed = functions["place"].GetProperty("placed").GetInt32();
        Assert.True(untainted is > 40 and < 120 && placed > 20 && placed < untainted);
        Assert.Equal(placed, functions["choose"].GetProperty("over").GetInt32());
        Assert.Equal(3, functions["choose"].GetProperty("chosen").GetInt32());
        Assert.Equal((3, 1), (functions["customize"].GetProperty("over").GetInt32(), functions["customize"].GetProperty("variants").GetInt32()));
        Assert.Equal((120, "pairs"), (functions["status.combine"].GetProperty("over").GetInt32(), functions["status.combine"].GetProperty("unit").GetString()));
    }

    [Fact]
    public async Task What_is_given_comes_before_the_spec()
    {
        _run.Write("web.js", Policy);
        var edges = _run.Write("edges.json", """[{ "id": "x", "labels": { "size": "huge" } }, { "id": "y", "labels": { "size": "huge" } }, { "id": "z" }]""");
        var instances = _run.Write("two.yaml", """
            apiVersion: edge.kubestellar.io/v1alpha1
            kind: PolicyInstance
            metadata: { name: huge }
            spec: { module: web.js, parameters: { size: huge } }
            ---
            apiVersion: edge.kubestellar.io/v1alpha1
            kind: PolicyInstance
            metadata: { name: none }
            spec: { module: web.js, parameters: { size: tiny } }
            """);
        var runs = await JsonAsync(instances, "--edge", edges, "--edges", "0");
        Assert.Equal([2, 0], runs.Select(run => run.GetProperty("functions").EnumerateArray().Single(line => line.GetProperty("function").GetString() == "place").GetProperty("placed").GetInt32()));
        Assert.All(runs, run => Assert.Equal((3, 0), (run.GetProperty("edges").GetInt32(), run.GetProperty("models").GetInt32())));
    }

    [Fact]
    public async Task People_get_a_line_a_function()
    {
        var file = _run.Write("web.js", Policy);
        _run.Write("web.spec.json", Spec);
        Assert.Equal(0, await _run.RunAsync("policy", "bench", file, "--edges", "60", "--rounds", "1"));
        Assert.StartsWith($"{file}: 1 object over 60 edges made of 3; policy host ", _run.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("FUNCTION", _run.Lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^place +\d+ edges +\d.* 2 +\d+ placed +labels/size$", _run.Lines[3]);
        Assert.Equal(13, _run.Lines.Length);
    }

    [Fact]
    public async Task What_cannot_be_measured_is_said()
    {
        var alone = _run.Write("alone/web.js", Policy);
        Assert.Equal(2, await _run.RunAsync("policy", "bench", alone));
        Assert.Contains("no edges to measure it on\n  give edges with --edge FILE, or write a spec", _run.Error, StringComparison.Ordinal);

        var file = _run.Write("web.js", Policy);
        _run.Write("web.spec.json", Spec);
        var other = _run.Write("other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n");
        Assert.Equal(2, await _run.RunAsync("policy", "bench", file, "--object", other));
        Assert.Contains("selects none of the objects", _run.Error, StringComparison.Ordinal);

        _run.Write("web.js", Policy.Replace("edges.slice(0, 3).map(edge => assign(edge, 2))", "[7]", StringComparison.Ordinal));
        Assert.Equal(2, await _run.RunAsync("policy", "bench", file, "--edges", "10"));
        Assert.Contains("choose: BadResult: ", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _run.RunAsync("policy", "bench", file, "--edges", "-1"));
    }

    private async Task<IReadOnlyList<JsonElement>> JsonAsync(string file, params string[] more)
    {
        _run.Write("web.spec.json", Spec);
        var code = await _run.RunAsync(["policy", "bench", file, "--rounds", "2", "-o", "json", .. more]);
        Assert.True(code == 0, _run.Error);
        return [.. JsonElement.Parse(_run.Out).GetProperty("policies").EnumerateArray()];
    }
}
