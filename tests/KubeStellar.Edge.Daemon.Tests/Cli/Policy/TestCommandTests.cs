using System.Text.Json;
using System.Xml.Linq;
using KubeStellar.Edge.Daemon.Cli.Policy;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy;

/// <summary><c>kse policy test</c> by the production engine.</summary>
public sealed class TestCommandTests : IDisposable
{
    private const string Policy = """
        import { policy } from "kubestellar";
        const replicas = { large: 3 };
        export default policy({
          selects: { kinds: ["Deployment"] },
          place: (object, edge) => {
            if (edge.labels.size === "none") return false;
            return edge.labels.size !== "tiny" && true;
          },
          customize: (object, edge) => {
            object.spec.replicas = replicas[edge.labels.size] ?? 1;
          },
          status: { map: () => ({ n: 1 }), combine: (a, b) => ({ n: a.n + b.n }) },
        });
        """;

    private const string Spec = """
        {
          "policy": "web.js",
          "objects": { "web": { "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web", "namespace": "shop" }, "spec": { "replicas": 2 } } },
          "edges": [{ "id": "a", "labels": { "size": "large" } }, { "id": "b", "labels": { "size": "small" } }, { "id": "c", "taints": [{ "key": "k", "effect": "NoSchedule" }] }],
          "cases": [CASES],
          "status": { "reports": [{ "edge": "a", "object": "web", "ready": true }, { "edge": "b", "object": "web", "ready": true }, { "edge": "c", "object": "web", "ready": true }], "summary": { "n": 3 } }
        }
        """;

    private const string Good = """{ "it": "gives large edges three", "object": "web", "placed": ["a", "b"], "results": { "a": { "spec": { "replicas": 3, "paused": null } } } }""";

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Specs_that_hold_pass()
    {
        Write(Good);
        Assert.Equal(0, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("  ok   gives large edges three\n", _run.Out, StringComparison.Ordinal);
        Assert.Contains("1 spec, 3 cases: 3 passed, 0 failed", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_differs_is_said_with_file_and_case_and_why()
    {
        Write("""{ "it": "is wrong", "object": "web", "placed": ["a", "c"], "results": { "a": { "spec": { "replicas": 4 } } }, "operations": { "b": [] } }""");
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("FAIL is wrong", _run.Out, StringComparison.Ordinal);
        Assert.Contains("placed: c is missing (the taint k:NoSchedule is not tolerated)", _run.Out, StringComparison.Ordinal);
        Assert.Contains("placed: b is not expected", _run.Out, StringComparison.Ordinal);
        Assert.Contains("results a: spec.replicas: expected 4, got 3", _run.Out, StringComparison.Ordinal);
        Assert.Contains("operations b: they differ", _run.Out, StringComparison.Ordinal);
        Assert.Contains("""+{"op":"set","path":["spec","replicas"],"value":1}""", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_runs_a_case_a_row()
    {
        Write("""{ "it": "gives {{edge}} {{n}}", "each": [{ "edge": "a", "n": 3 }, { "edge": "b", "n": 2 }], "object": "web", "results": { "{{edge}}": { "spec": { "replicas": "{{n}}" } } } }""");
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("  ok   gives a 3\n", _run.Out, StringComparison.Ordinal);
        Assert.Contains("results b: spec.replicas: expected 2, got 1", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdicts_of_a_gate_are_checked()
    {
        const string Gate = "({ totals }) => totals.failed > 0 ? gate.rollback(`${totals.failed} failed`) : totals.ready < totals.members ? gate.hold('not ready') : gate.proceed()";
        const string Module = "import { gate, percent, policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['Deployment'] }, place: () => true ROLLOUT });\n";
        _run.Write("web.js", Module.Replace("ROLLOUT", $", rollout: {{ waves: [percent(100)], gate: {Gate} }}", StringComparison.Ordinal));
        _run.Write("web.spec.json", """
            {
              "policy": "web.js",
              "edges": [],
              "gate": [
                { "it": "with {{ready}} ready says {{say}}", "each": [{ "ready": 3, "say": "proceed" }, { "ready": 2, "say": "hold" }], "input": { "totals": { "members": 3, "ready": "{{ready}}" } }, "expect": "{{say}}" },
                { "it": "tells how many failed", "input": { "totals": { "failed": 2 } }, "expect": { "verdict": "hold", "reason": "1 failed" } },
                { "it": "throws", "input": { "wave": 0 }, "expect": "hold" }
              ]
            }
            """);
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("  ok   with 3 ready says proceed\n  ok   with 2 ready says hold\n", _run.Out, StringComparison.Ordinal);
        Assert.Contains("verdict: expected \"hold\", got \"rollback\"", _run.Out, StringComparison.Ordinal);
        Assert.Contains("reason: expected \"1 failed\", got \"2 failed\"", _run.Out, StringComparison.Ordinal);
        Assert.Contains("Threw: rollout.gate: TypeError", _run.Out, StringComparison.Ordinal);
        Assert.Contains("(web.js:2:", _run.Out, StringComparison.Ordinal);
        Assert.Contains("1 spec, 4 cases: 2 passed, 2 failed", _run.Out, StringComparison.Ordinal);

        _run.Write("web.js", Module.Replace("ROLLOUT", "", StringComparison.Ordinal));
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("the policy has no gate", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waves_are_checked()
    {
        const string Module = "import { percent, policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['Deployment'] }, place: () => true ROLLOUT });\n";
        _run.Write("web.js", Module.Replace("ROLLOUT", ", rollout: { waves: [function canary(edge) { return edge.labels.canary === 'true'; }] }", StringComparison.Ordinal));
        _run.Write("web.spec.json", """
            {
              "policy": "web.js",
              "edges": [{ "id": "a", "labels": { "canary": "true" } }, { "id": "b" }, { "id": "c" }],
              "waves": [
                { "it": "tries canaries first", "expect": { "a": "canary", "b": "rest" }, "order": ["canary", "rest"] },
                { "it": "puts {{edge}} into {{wave}}", "each": [{ "edge": "a", "wave": "rest" }, { "edge": "c", "wave": "rest" }], "expect": { "{{edge}}": "{{wave}}" } },
                { "it": "needs no rest", "members": ["a"], "expect": { "a": "canary", "b": "rest" }, "order": ["canary", "rest"] }
              ]
            }
            """);
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("  ok   tries canaries first\n", _run.Out, StringComparison.Ordinal);
        Assert.Contains("expect a: expected \"rest\", got \"canary\"", _run.Out, StringComparison.Ordinal);
        Assert.Contains("expect b: the edge is none of \"members\"", _run.Out, StringComparison.Ordinal);
        Assert.Contains("order: expected \"canary\", \"rest\", got \"canary\"", _run.Out, StringComparison.Ordinal);
        Assert.Contains("1 spec, 4 cases: 2 passed, 2 failed", _run.Out, StringComparison.Ordinal);

        _run.Write("web.js", Module.Replace("ROLLOUT", ", rollout: { waves: [edge => edge.labels.none.more] }", StringComparison.Ordinal));
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("Threw: rollout.waves[0], for edge a: TypeError", _run.Out, StringComparison.Ordinal);
        Assert.Contains("(web.js:2:", _run.Out, StringComparison.Ordinal);

        _run.Write("web.js", Module.Replace("ROLLOUT", "", StringComparison.Ordinal));
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("the policy has no rollout", _run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"gate\": [{ \"it\": \"a\", \"input\": {}, \"expect\": \"procede\" }]", "gate[0].expect: procede is none of proceed, hold, rollback, pause, ask, inconclusive")]
    [InlineData("\"gate\": [{ \"it\": \"a\", \"expect\": \"hold\" }]", "gate[0]: \"input\" is missing")]
    [InlineData("\"gate\": [{ \"it\": \"a\", \"input\": {}, \"expect\": { \"why\": \"x\" } }]", "gate[0].expect: there is no field \"why\"")]
    [InlineData("\"waves\": [{ \"it\": \"a\" }]", "waves[0]: \"expect\" is missing")]
    [InlineData("\"waves\": [{ \"it\": \"a\", \"expect\": { \"nowhere\": \"10%\" } }]", "waves[0].expect: there is no edge nowhere in the fleet")]
    [InlineData("\"waves\": [{ \"it\": \"a\", \"expect\": { \"a\": 10 } }]", "waves[0].expect.a: a text is expected")]
    [InlineData("\"health\": [{ \"it\": \"a\", \"object\": \"web\", \"expect\": \"Healthy\" }]", "health[0].expect: Healthy is none of ")]
    public async Task A_verdict_that_there_is_not_is_named(string member, string message)
    {
        Write("");
        _run.Write("web.spec.json", Spec.Replace("\"cases\": [CASES],", $"{member},", StringComparison.Ordinal));
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains(message, _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshots_are_kept_and_compared()
    {
        Write("""{ "it": "does what it did", "object": "web" }""");
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("there is no snapshot", _run.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("policy", "test", _run.Folder, "--update"));
        var kept = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(_run.Folder, "web.snap.json"))).GetProperty("does what it did");
        Assert.Equal("""["a","b"]""", kept.GetProperty("placed").GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(0, await _run.RunAsync("policy", "test", _run.Folder));

        _run.Write("web.js", Policy.Replace("?? 1", "?? 2", StringComparison.Ordinal).Replace("large: 3", "large: 5", StringComparison.Ordinal));
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains("it is not as in web.snap.json", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_combine_that_hangs_on_the_order_is_found()
    {
        Write(Good, Policy.Replace("({ n: a.n + b.n })", "({ n: a.n * 2 + b.n })", StringComparison.Ordinal));
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder, "--filter", "any order"));
        Assert.Contains("combine(combine(a, b), c) is not combine(a, combine(b, c)); a hub combines in any order (a: ", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_and_branches_that_ran_are_counted_and_bounded()
    {
        Write(Good);
        var lcov = Path.Combine(_run.Folder, "out.lcov");
        Assert.Equal(0, await _run.RunAsync("policy", "test", _run.Folder, "--coverage", "--lcov", lcov, "--min-lines", "80", "--min-branches", "50"));
        var text = await File.ReadAllTextAsync(lcov);
        Assert.Matches(@"DA:7,[1-9]\d*\n", text);
        Assert.Matches(@"DA:10,[1-9]\d*\n", text);
        Assert.Matches(@"BRDA:6,\d+,0,0\n", text);
        Assert.Contains("6:5 if", _run.Out, StringComparison.Ordinal);
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder, "--min-branches", "100"));
        Assert.Contains("100% are wanted", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_servers_get_what_they_read()
    {
        Write(Good + """, { "it": "fails", "object": "web", "placed": [] }""");
        var junit = Path.Combine(_run.Folder, "junit.xml");
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder, "--junit", junit));
        var suites = XDocument.Load(junit).Root!;
        Assert.Equal(("4", "1"), (suites.Attribute("tests")!.Value, suites.Attribute("failures")!.Value));
        Assert.Equal("fails", Assert.Single(suites.Descendants("testcase"), one => one.Element("failure") is not null).Attribute("name")!.Value);
    }

    [Theory]
    [InlineData("""{ "it": "a", "object": "nobody" }""", "there is no \"nobody\" in objects")]
    [InlineData("""{ "it": "a", "object": "web", "plcaed": [] }""", "there is no field \"plcaed\"")]
    [InlineData("""{ "it": "a", "object": "web", "absent": ["z"] }""", "there is no edge z in the fleet")]
    [InlineData("""{ "it": "a" """, "is no JSON")]
    [InlineData("""{ "it": "a", "object": "web", "placed": [], "placed": [] }""", "is no JSON")]
    [InlineData("""{ "it": "a", "object": "web", "placed": "a" }""", "cases[0].placed: a list of texts is expected, not a text")]
    [InlineData("""{ "it": "a", "object": "web", "placed": [1] }""", "cases[0].placed[0]: a text is expected, not a number")]
    [InlineData("""{ "it": "a", "object": "web", "placed": ["zz"] }""", "cases[0].placed: there is no edge zz in the fleet")]
    [InlineData("""{ "it": "a", "object": "web", "omitted": "a" }""", "cases[0].omitted: a list of texts is expected, not a text")]
    [InlineData("""{ "it": "a", "object": "web", "selected": "false" }""", "cases[0].selected: true or false is expected, not a text")]
    [InlineData("""{ "it": "a", "object": "web", "results": {} }""", "cases[0].results: at least one edge is expected, not an empty map")]
    [InlineData("""{ "it": "a", "object": "web", "each": [] }""", "cases[0].each: it has no row")]
    public async Task A_spec_that_cannot_be_read_is_a_failure_with_its_place(string cases, string message)
    {
        Write(cases);
        Assert.Equal(1, await _run.RunAsync("policy", "test", _run.Folder));
        Assert.Contains(message, _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watched_specs_run_again_when_a_file_changes_until_the_end()
    {
        Write(Good);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        using var said = new OutWatch();
        var options = new TestOptions([_run.Folder], Filter: null, Update: false, Quiet: false, Watch: true, JUnit: null, Coverage: false, Lcov: null, MinLines: null, MinBranches: null);
        var running = TestCommand.RunAsync(_run.Services() with { Out = said }, options, end.Token);
        await said.SaysAsync("3 passed, 0 failed", patience.Token);
        await said.SaysAsync("waiting for changes", patience.Token);

        _run.Write("web.js", Policy.Replace("large: 3", "large: 5", StringComparison.Ordinal));
        await said.SaysAsync("2 passed, 1 failed", patience.Token);

        // A policy that is half written is told of, and waited for.
        _run.Write("web.js", "export default policy({");
        await said.SaysAsync("FAIL can be run", patience.Token);
        _run.Write("web.js", Policy);
        await said.SaysAsync("3 passed, 0 failed", patience.Token);

        await end.CancelAsync();
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Libraries_lie_where_the_spec_says_or_beside_the_policy()
    {
        const string Imports = "import { policy } from 'kubestellar';\nimport { size } from 'kit@1.0.0';\nimport { bonus } from 'more@2.0.0';\nexport default policy({ selects: { kinds: ['Deployment'] }, place: () => true, customize: () => ({ spec: { replicas: size + bonus } }) });\n";
        const string Case = """{ "policy": "../p/web.js", LIBRARIES "edges": [{ "id": "a" }], "cases": [{ "it": "adds up", "object": { "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" } }, "results": { "a": { "spec": { "replicas": 12 } } } }] }""";
        _run.Write("p/web.js", Imports);
        _run.Write("s/kit/index.js", "export { size } from './sizes.js';\n");
        _run.Write("s/kit/sizes.js", "export const size = 10;\n");
        _run.Write("kse-libraries/kit@1.0.0/index.js", "export const size = 20;\n");
        _run.Write("kse-libraries/more@2.0.0/index.js", "export const bonus = 2;\n");
        var spec = _run.Write("s/web.spec.json", Case.Replace("LIBRARIES", "\"libraries\": { \"kit@1.0.0\": \"kit\" },", StringComparison.Ordinal));
        Assert.True(await _run.RunAsync("policy", "test", spec) == 0, _run.Out);

        _run.Write("s/web.spec.json", Case.Replace("LIBRARIES", "", StringComparison.Ordinal));
        Assert.Equal(1, await _run.RunAsync("policy", "test", spec));
        Assert.Contains("expected 12, got 22", _run.Out, StringComparison.Ordinal);

        _run.Write("s/web.spec.json", Case.Replace("LIBRARIES", "\"libraries\": { \"kit@1.0.0\": \"gone\" },", StringComparison.Ordinal));
        Assert.Equal(1, await _run.RunAsync("policy", "test", spec));
        Assert.Contains("libraries.kit@1.0.0: there is no folder", _run.Out, StringComparison.Ordinal);
    }

    private void Write(string cases, string policy = Policy)
    {
        _run.Write("web.js", policy);
        _run.Write("web.spec.json", Spec.Replace("CASES", cases, StringComparison.Ordinal));
    }
}
