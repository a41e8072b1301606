using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy;

/// <summary><c>kse policy run</c>: one function, one input, by the production engine.</summary>
public sealed class RunCommandTests : IDisposable
{
    private const string Policy = """
        import { assign, gate, health, no, parameters, percent, policy, yes } from "kubestellar";
        const p = parameters({ region: { type: "string", enum: ["eu", "us"] }, replicas: { type: "integer", default: 2, minimum: 1 }, zones: { type: "array", items: { type: "string" }, default: [] } });
        export default policy({
          selects: { kinds: ["Deployment"] },
          place: (object, edge) => edge.labels.region === p.region ? yes(`in ${p.region}`) : no("elsewhere"),
          choose: (object, edges, current) => (current.length > 0 ? current : edges.slice(0, 1)).map(edge => assign(edge, p.replicas)),
          customize: (object, edge, share) => { object.spec.replicas = share; object.spec.zones = p.zones; },
          health: { Deployment: object => object.status?.up ? health.current() : health.failed("Down", "it is down") },
          rollout: { waves: [percent(100)], gate: ({ totals }) => totals.failed > 0 ? gate.rollback(`${totals.failed} failed`) : gate.proceed() },
          status: {
            map: (object, report) => ({ up: object.status.up, edges: 1 }),
            combine: (a, b) => ({ up: a.up + b.up, edges: a.edges + b.edges }),
            finish: partial => ({ share: partial.up / partial.edges }),
          },
        });
        """;

    private const string Instances = """
        apiVersion: edge.kubestellar.io/v1alpha1
        kind: PolicyInstance
        metadata: { name: eu }
        spec: { module: ./p/web.js, parameters: { region: eu } }
        ---
        apiVersion: edge.kubestellar.io/v1alpha1
        kind: PolicyInstance
        metadata: { name: us }
        spec: { module: ./p/web.js, parameters: { region: us, replicas: 5 } }
        """;

    private readonly CliRun _run = new();
    private readonly string _policy;
    private readonly string _object;
    private readonly string _edges;

    public RunCommandTests()
    {
        _policy = _run.Write("p/web.js", Policy);
        _object = _run.Write("web.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { replicas: 1 }\nstatus: { up: 1 }\n");
        _edges = _run.Write("edges.json", """[{ "id": "a", "labels": { "region": "eu" } }, { "id": "b", "labels": { "region": "us" } }, { "id": "c", "labels": { "region": "eu" } }]""");
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Place_says_where_and_why_and_what_it_read()
    {
        var file = _run.Write("plain.js", "import { no, policy, yes } from 'kubestellar';\nexport default policy({ selects: { kinds: ['Deployment'] }, place: (object, edge) => edge.labels.region === 'eu' ? yes('near') : no('far') });\n");
        Assert.Equal(0, await _run.RunAsync("policy", "run", file, "place", "--object", _object, "--edge", _edges));
        Assert.Equal(
            ["placed:", "- a", "- c", "reasons:", "  a: near", "  b: far", "  c: near", "reads:", "- labels/region"],
            _run.Lines);
    }

    [Fact]
    public async Task Values_are_given_as_to_apply()
    {
        var values = _run.Write("values.yaml", "region: us\nreplicas: 7\n");
        var answer = await JsonAsync("customize", _policy, "--object", _object, "--edge", _edges, "--values", values, "--set", "region=eu", "--set-json", "zones=[\"x\"]");
        var variant = Assert.Single(answer.GetProperty("variants").EnumerateArray());
        Assert.Equal(["a"], Texts(variant.GetProperty("edges")));
        Assert.Equal("""{"replicas":7,"zones":["x"]}""", variant.GetProperty("result").GetProperty("spec").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(7, answer.GetProperty("shares").GetProperty("a").GetInt32());

        Assert.Equal(2, await _run.RunAsync("policy", "run", _policy, "place", "--object", _object, "--edge", _edges, "--set", "region=mars"));
        Assert.Contains("BadParameter", _run.Error, StringComparison.Ordinal);
        Assert.Contains($"{_policy}:2:", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PolicyInstance_is_a_policy_with_its_values()
    {
        var file = _run.Write("two.yaml", Instances);
        var answer = await JsonAsync("choose", file, "--name", "us", "--object", _object, "--edge", _edges);
        Assert.Equal(["b"], Texts(answer.GetProperty("placed")));
        Assert.Equal(5, answer.GetProperty("shares").GetProperty("b").GetInt32());

        answer = await JsonAsync("choose", file, "--name", "us", "--set", "region=eu", "--object", _object, "--edge", _edges, "--current", "c");
        Assert.Equal(["c"], Texts(answer.GetProperty("placed")));

        Assert.Equal(2, await _run.RunAsync("policy", "run", file, "place", "--object", _object, "--edge", _edges));
        Assert.Contains("holds 2 policies\n  say which with --name: eu, us", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _run.RunAsync("policy", "run", file, "place", "--name", "asia", "--object", _object, "--edge", _edges));
        Assert.Contains("holds no policy 'asia'", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _run.RunAsync("policy", "run", _object, "place", "--object", _object, "--edge", _edges));
        Assert.Contains("holds no policy", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Libraries_come_from_disk()
    {
        _run.Write("kse-libraries/tiers@1.2.0/index.js", "export const here = edge => {\n  if (edge.id === 'b') throw new Error('no tier');\n  return true;\n};\n");
        _run.Write("q/lib.js", "import { policy } from 'kubestellar';\nimport { here } from 'tiers@1.2.0';\nexport default policy({ selects: { kinds: ['Deployment'] }, place: (object, edge) => here(edge) });\n");
        var answer = await JsonAsync("place", Path.Combine(_run.Folder, "q", "lib.js"), "--object", _object, "--edge", _edges);
        Assert.Equal(["a", "c"], Texts(answer.GetProperty("placed")));
        var fault = answer.GetProperty("faults").GetProperty("b").GetString()!;
        Assert.Contains("no tier", fault, StringComparison.Ordinal);
        Assert.Contains("(tiers@1.2.0/index.js:2:", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_about_statuses_take_what_they_are_given()
    {
        Assert.Equal("""{"edges":1,"up":1}""", Flat(await JsonAsync("map", _policy, "--set", "region=eu", "--object", _object, "--edge", _edges)));
        var (left, right) = (_run.Write("l.json", """{"up":1,"edges":2}"""), _run.Write("r.json", """{"up":2,"edges":2}"""));
        Assert.Equal("""{"edges":4,"up":3}""", Flat(await JsonAsync("combine", _policy, "--set", "region=eu", "--value", left, "--value", right)));
        Assert.Equal("""{"share":0.5}""", Flat(await JsonAsync("finish", _policy, "--set", "region=eu", "--value", left)));
        Assert.Equal("""{"health":"Current","reason":"","message":""}""", Flat(await JsonAsync("health", _policy, "--set", "region=eu", "--object", _object)));

        Assert.Equal(2, await _run.RunAsync("policy", "run", _policy, "combine", "--set", "region=eu", "--value", left));
        Assert.Contains("two partials for combine", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _run.RunAsync("policy", "run", _policy, "finish", "--set", "region=eu", "--value", Path.Combine(_run.Folder, "nothere.json")));
        Assert.Contains("nothere.json", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waves_are_made_of_the_edges_that_are_given()
    {
        var policy = _run.Write("waves.js", "import { edges, policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['Deployment'] }, place: () => true, rollout: { waves: [edges('b', 'z')] } });\n");
        var fleet = _run.Write("fleet.json", """[{ "id": "a" }, { "id": "b" }, { "id": "c" }]""");
        Assert.Equal("""[{"name":"b and 1 more","rule":0,"edges":["b"]},{"name":"rest","rule":1,"edges":["a","c"]}]""", Flat(await JsonAsync("waves", policy, "--edge", fleet)));

        var plain = _run.Write("plain.js", "import { policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['Deployment'] }, place: () => true });\n");
        Assert.Equal(2, await _run.RunAsync("policy", "run", plain, "waves", "--edge", fleet));
        Assert.Contains("the policy has no rollout", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gate_is_asked_about_any_wave()
    {
        var input = _run.Write("wave.json", """{ "wave": 1, "totals": { "members": 9, "failed": 2 }, "elapsed": 0 }""");
        Assert.Equal("""{"verdict":"rollback","reason":"2 failed"}""", Flat(await JsonAsync("gate", _policy, "--set", "region=eu", "--value", input)));

        Assert.Equal(2, await _run.RunAsync("policy", "run", _policy, "gate", "--set", "region=eu", "--value", _run.Write("empty.json", "{}")));
        Assert.Contains("Threw: rollout.gate: TypeError", _run.Error, StringComparison.Ordinal);
        Assert.Contains($"at {_policy}:", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _run.RunAsync("policy", "run", _policy, "gate", "--set", "region=eu"));
        Assert.Contains("the input of gate", _run.Error, StringComparison.Ordinal);
        var plain = _run.Write("plain.js", "import { policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['Deployment'] }, place: () => true });\n");
        Assert.Equal(2, await _run.RunAsync("policy", "run", plain, "gate", "--value", input));
        Assert.Contains("the policy has no gate", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1\n", "selects: { kinds: ['Deployment'] }, place: () => true", "apiVersion")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n", "selects: { kinds: ['Deployment'] }, place: () => true", "does not select the object")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n", "selects: { kinds: ['ConfigMap'] }, choose: (object, edges) => [1]", "choose")]
    public async Task What_cannot_be_answered_is_said(string text, string declaration, string expected)
    {
        var file = _run.Write("x.js", $"import {{ policy }} from 'kubestellar';\nexport default policy({{ {declaration} }});\n");
        Assert.Equal(2, await _run.RunAsync("policy", "run", file, "place", "--object", _run.Write("x.yaml", text), "--edge", _edges));
        Assert.Contains(expected, _run.Error, StringComparison.Ordinal);
    }

    private async Task<JsonElement> JsonAsync(string function, string policy, params string[] more)
    {
        var before = _run.Out.Length;
        var code = await _run.RunAsync(["policy", "run", policy, function, "-o", "json", .. more]);
        Assert.True(code == 0, _run.Error);
        return JsonElement.Parse(_run.Out[before..]);
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString());

    private static string Flat(JsonElement value) => JsonSerializer.Serialize(value);
}
