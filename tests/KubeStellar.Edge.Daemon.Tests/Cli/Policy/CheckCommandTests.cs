using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy;

/// <summary><c>kse policy check</c> by the production engine and the real compiler.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private const string Good = """
        // @ts-check
        import { policy } from "kubestellar";
        export default policy({ selects: { kinds: ["ConfigMap"] }, place: (object, edge) => edge.labels.kind === "store" });
        """;

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_good_policy_passes_types_included()
    {
        var file = _run.Write("good.js", Good);
        Assert.Equal(0, await _run.RunAsync("policy", "check", file));
        Assert.Equal("", _run.Out);
        Assert.Equal("1 policy checked: 0 errors, 0 warnings\n", _run.Error);
    }

    [Fact]
    public async Task All_faults_of_all_files_come_in_one_go_with_their_places()
    {
        var bad = _run.Write("p/bad.js", """
            // @ts-check
            import { policy } from "kubestellar";
            import { share } from "./lib/share.js";
            let n = 0;
            export default policy({
              selects: { kinds: ["A"] },
              plcae: 1,
              place: (object, edge) => { n++; return share() > edge.lables.x; },
            });
            """);
        _run.Write("p/lib/share.js", "export const share = () => Math.random();\n");
        var broken = _run.Write("q/broken.js", "import { a } from './nothere.js';\nDate.now();\n");
        var syntax = _run.Write("r/syntax.js", "export default {\n  place: }\n");

        Assert.Equal(1, await _run.RunAsync("policy", "check", bad, broken, syntax, "-o", "json"));

        var found = JsonElement.Parse(_run.Out).GetProperty("problems").EnumerateArray()
            .Select(problem => $"{Path.GetFileName(problem.GetProperty("file").GetString())}:{problem.GetProperty("line")} {problem.GetProperty("severity")} {problem.GetProperty("rule")}").ToList();
        Assert.Contains("bad.js:5 error BadShape", found);
        Assert.Contains("bad.js:7 error TS2561", found);
        Assert.Contains("bad.js:8 error mutable-state", found);
        Assert.Contains("bad.js:8 error TS2551", found);
        Assert.Contains("share.js:1 error no-random", found);
        Assert.Contains("broken.js:1 error BadImport", found);
        Assert.Contains("broken.js:2 error no-clock", found);
        Assert.Contains("syntax.js:2 error Syntax", found);
        Assert.DoesNotContain(found, problem => problem.Contains("not-analysed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_a_terminal_the_source_line_and_a_caret_stand_below()
    {
        _run.Terminal = true;
        _run.Environment["NO_COLOR"] = "1";
        var file = _run.Write("clock.js", "import { policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['A'] }, place: () => Date.now() > 1 });\n");
        Assert.Equal(1, await _run.RunAsync("policy", "check", "--no-types", file));
        Assert.StartsWith($"{file}:2:65: error no-clock: there is no Date in a policy; ", _run.Lines[0], StringComparison.Ordinal);
        Assert.Equal("    2 | export default policy({ selects: { kinds: ['A'] }, place: () => Date.now() > 1 });", _run.Lines[1]);
        Assert.Equal(_run.Lines[1].IndexOf("Date", StringComparison.Ordinal), _run.Lines[2].IndexOf('^', StringComparison.Ordinal));
        Assert.Contains("note: types were not asked for", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_count_only_when_that_is_asked_for()
    {
        var file = _run.Write("w.js", "import { policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['A'] }, place: () => { debugger; return true; } });\n");
        Assert.Equal(0, await _run.RunAsync("policy", "check", file));
        Assert.Equal(1, await _run.RunAsync("policy", "check", "--strict", file));
        Assert.Contains(": warning no-debugger: ", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sarif_has_what_its_standard_asks_for()
    {
        var file = _run.Write("a b.js", "import { policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['A'] }, place: () => Date.now() > 1 });\n");
        Assert.Equal(1, await _run.RunAsync("policy", "check", file, "-o", "sarif"));
        var log = JsonElement.Parse(_run.Out);
        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        var run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()).ToList();
        var result = Assert.Single(run.GetProperty("results").EnumerateArray());
        Assert.Equal("no-clock", rules[result.GetProperty("ruleIndex").GetInt32()]);
        Assert.Equal("error", result.GetProperty("level").GetString());
        Assert.NotEmpty(result.GetProperty("message").GetProperty("text").GetString()!);
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal($"file://{_run.Folder}/a%20b.js", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(2, place.GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
    }

    [Fact]
    public async Task It_says_when_types_were_not_checked_and_how_to_get_them()
    {
        var old = _run.Write("bin/tsc", "#!/bin/sh\necho 'error TS6046: Argument for --moduleResolution must be: node, classic.'\nexit 1\n");
        File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(0, await _run.RunAsync("policy", "check", _run.Write("good.js", Good), "--tsc", old));
        Assert.Contains("note: types were not checked: ", _run.Error, StringComparison.Ordinal);
        Assert.Contains("5.0 or newer", _run.Error, StringComparison.Ordinal);

        Assert.Equal(2, await _run.RunAsync("policy", "check", _run.Write("good.js", Good), "--tsc", "/nowhere/tsc"));
        Assert.Contains("there is no TypeScript compiler /nowhere/tsc", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_of_shared_libraries_are_known_where_the_libraries_lie()
    {
        _run.Write("kse-libraries/kit@1.0.0/index.ts", "export { twice } from './twice.js';\n");
        _run.Write("kse-libraries/kit@1.0.0/twice.ts", "export const twice = (n: number): number => 2 * n;\n");
        const string Module = "import { policy } from 'kubestellar';\nimport { twice } from 'kit@1.0.0';\nexport default policy({ selects: { kinds: ['A'] }, place: () => twice(GIVEN) > 1 });\n";
        var file = _run.Write("p/uses.ts", Module.Replace("GIVEN", "1", StringComparison.Ordinal));
        Assert.Equal(0, await _run.RunAsync("policy", "check", file));
        Assert.Equal("1 policy checked: 0 errors, 0 warnings\n", _run.Error);

        _run.Write("p/uses.ts", Module.Replace("GIVEN", "'1'", StringComparison.Ordinal));
        Assert.Equal(1, await _run.RunAsync("policy", "check", file));
        Assert.StartsWith($"{file}:3:71: error TS2345: ", Assert.Single(_run.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_library_that_is_in_the_workspace_only_is_told_of_by_the_engine_and_types_are_checked_all_the_same()
    {
        var file = _run.Write("uses.ts", "import { policy } from 'kubestellar';\nimport { twice } from 'kit@1.0.0';\nexport default policy({ selects: { kinds: ['A'] }, place: () => twice(1) > 1 });\n");
        Assert.Equal(1, await _run.RunAsync("policy", "check", file));
        Assert.StartsWith($"{file}:2:23: error BadImport: ", Assert.Single(_run.Lines), StringComparison.Ordinal);
        Assert.Equal("1 policy checked: 1 error, 0 warnings\n", _run.Error);
    }

    [Fact]
    public async Task Values_of_a_PolicyInstance_are_checked_where_they_stand()
    {
        _run.Write("p/web.js", """
            import { parameters, policy } from "kubestellar";
            const p = parameters({ region: { type: "string", enum: ["eu", "us"] }, replicas: { type: "integer", default: 1, minimum: 1 } });
            export default policy({ selects: { kinds: ["A"] }, place: (object, edge) => edge.labels.region === p.region });
            """);
        var file = _run.Write("teams.yaml", """
            apiVersion: edge.kubestellar.io/v1alpha1
            kind: PolicyInstance
            metadata: { name: good }
            spec: { module: p/web.js, parameters: { region: eu } }
            ---
            apiVersion: edge.kubestellar.io/v1alpha1
            kind: PolicyInstance
            metadata: { name: bad }
            spec:
              module: p/web.js
              parameters:
                region: us
                replicas: 0
            ---
            apiVersion: edge.kubestellar.io/v1alpha1
            kind: PolicyInstance
            metadata: { name: missing }
            spec: { module: p/web.js, parameters: { replicas: 2 } }
            ---
            apiVersion: edge.kubestellar.io/v1alpha1
            kind: PolicyInstance
            metadata: { name: gone }
            spec: { module: p/gone.js }
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: no-policy }
            """);

        Assert.Equal(1, await _run.RunAsync("policy", "check", file));

        Assert.Equal(3, _run.Lines.Length);
        Assert.StartsWith($"{file}:13:5: error BadParameter: PolicyError: parameter \"replicas\": at least 1 is expected, not 0", _run.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:18:9: error BadParameter: PolicyError: parameter \"region\": a value is missing", _run.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:23:9: error file: spec.module: there is no file", _run.Lines[2], StringComparison.Ordinal);

        // A module that wants values is not wrong for that; whether it runs cannot be told without them.
        Assert.Equal(0, await _run.RunAsync("policy", "check", Path.Combine(_run.Folder, "p", "web.js")));
        Assert.Contains("p/web.js:2:11: warning BadParameter: PolicyError: parameter \"region\": a value is missing", _run.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("policy", "check", Path.Combine(_run.Folder, "p", "web.js"), "--set", "region=us"));
        Assert.Equal(1, await _run.RunAsync("policy", "check", Path.Combine(_run.Folder, "p", "web.js"), "--set", "region=mars"));
        Assert.Contains("p/web.js:2:", _run.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(2, await _run.RunAsync("policy", "check", file, "--set", "region=us"));
        Assert.Contains("values are for one policy", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_folder_a_module_that_a_document_names_is_checked_with_its_values_only()
    {
        _run.Write("f/web.js", "import { parameters, policy } from 'kubestellar';\nconst p = parameters({ active: { type: 'boolean' } });\nexport default policy({ selects: { kinds: ['A'] }, place: () => p.active });\n");
        _run.Write("f/web.yaml", "apiVersion: edge.kubestellar.io/v1alpha1\nkind: PolicyInstance\nmetadata: { name: web }\nspec: { module: web.js, parameters: { active: true } }\n");
        _run.Write("f/objects.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n");
        Assert.Equal(0, await _run.RunAsync("policy", "check", "--no-types", Path.Combine(_run.Folder, "f")));
        Assert.Contains("1 policy checked", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_policy_is_bad_usage()
    {
        Assert.Equal(2, await _run.RunAsync("policy", "check", _run.Write("a.yaml", "a: 1\n")));
        Assert.Contains("is no policy", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _run.RunAsync("policy", "check", "nothere.js"));
    }
}
