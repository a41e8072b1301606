using System.Text.RegularExpressions;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.Scripting.Tests.Client;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Scripting.Tests.Language;

/// <summary>Policies in TypeScript: types are blanked out in the policy host, and every place stays where it was.</summary>
public sealed class TypeScriptTests(SharedRuntime shared) : IClassFixture<SharedRuntime>
{
    private const string Policy = """
        import { policy, type Edge, KubeObject } from "kubestellar";
        import type { Size } from "./sizes.js";
        import { replicasOf } from "./sizes.js";
        enum Kind { Deployment = "Deployment" }
        export default policy({
          selects: { kinds: [Kind.Deployment] },
          place: (object: KubeObject, edge: Edge): boolean => edge.labels.size !== undefined,
          customize: (object: KubeObject, edge: Edge) => { object.spec!.replicas = replicasOf(edge.labels.size as Size); },
        });
        """;

    private readonly PolicyRuntime _runtime = shared.Runtime;

    [Fact]
    public async Task A_policy_in_TypeScript_runs()
    {
        var (bundle, loaded) = await RuntimeUnderTest.LoadAsync(
            _runtime, ("main.ts", Policy), ("sizes.ts", "export type Size = 'large' | 'small';\nexport const replicasOf = (size: Size): number => ({ large: 3 } as Record<string, number>)[size] ?? 1;"));
        Assert.True(loaded.Ok, $"{loaded.Fault?.Message} {loaded.Fault?.Location}");
        await RuntimeUnderTest.FillAsync(_runtime, 3);

        var told = await _runtime.CustomizeAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(3), null, default);

        Assert.True(told.Ok, told.Fault?.Message);
        Assert.Equal("3", Assert.Single(told.Value.Groups, group => group.Edges[0]).Operations[0].Value?.ToString());
    }

    [Theory]
    [InlineData("throw new Error(edge.id);", "main.ts:3:7")]
    [InlineData("const many = ([] as string[]).map((one: string): number => 1); throw new Error('x');", "main.ts:3:70")]
    [InlineData("interface A { a: number } const f = <T extends A>(t: T): never => { throw new Error('x'); }; f({ a: 1 } satisfies A);", "main.ts:3:75")]
    [InlineData("class A { constructor(\nprivate readonly b: string) {\n  throw new Error(b); } } new A('x' as string);", "main.ts:5:9")]
    [InlineData("enum A { B = 1, C }\nthrow new Error(`${A.C as number}`);", "main.ts:4:7")]
    [InlineData("let none: any = null; const text = `${none!.missing as string}`;", "main.ts:3:45")]
    public async Task An_error_is_told_where_it_is_in_the_TypeScript(string body, string location)
    {
        var (bundle, loaded) = await RuntimeUnderTest.LoadAsync(
            _runtime, ("main.ts", $"import {{ policy, Edge }} from 'kubestellar';\nexport default policy({{ selects: {{ kinds: ['Deployment'] }}, place: () => true, customize(object: any, edge: Edge): void {{\n{body} }} }});"));
        Assert.True(loaded.Ok, $"{loaded.Fault?.Message} {loaded.Fault?.Location}");
        await RuntimeUnderTest.FillAsync(_runtime, 1);

        var told = await _runtime.CustomizeAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(1), null, default);

        var fault = told.Fault ?? Assert.Single(told.Value!.Failed).Fault;
        Assert.StartsWith(location, fault.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("const a: number = ;", "Syntax", "Unexpected token", "main.ts:1:19")]
    [InlineData("\n  let a: = 1;", "Syntax", "Unexpected token", "main.ts:2:10")]
    [InlineData("namespace N { export const a = 1; }", "Syntax", "namespace", "main.ts:1:1")]
    [InlineData("const a = 1; const a: number = 2;", "Syntax", "already been declared", "main.ts:1:20")]
    [InlineData("import { zzz } from './sizes.js'; zzz as string;", "Syntax", "zzz", "main.ts:1:10")]
    [InlineData("import x from './missing.js'; x as string;", "BadImport", "missing", "main.ts:1:15")]
    public async Task What_is_wrong_is_told_with_its_place(string source, string reason, string message, string location)
    {
        var (_, loaded) = await RuntimeUnderTest.LoadAsync(_runtime, ("main.ts", source), ("sizes.ts", "export const a: number = 1;"));

        Assert.Equal(reason, loaded.Fault?.Reason);
        Assert.Contains(message, loaded.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(location, loaded.Fault.Location);
    }

    [Fact]
    public async Task Every_name_stays_at_its_line_and_column()
    {
        var source = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "KubeStellar.Edge.Scripting.Tests", "Language", "columns.ts"));

        var stripped = await _runtime.StripAsync(Bundle(("main.ts", source), ("plain.js", "export const a = 1;")), default);

        Assert.True(stripped.Ok, $"{stripped.Fault?.Message} {stripped.Fault?.Location}");
        Assert.Equal("export const a = 1;", stripped.Value.Files["plain.js"]);
        var code = stripped.Value.Files["main.ts"];
        Assert.DoesNotContain("interface", code, StringComparison.Ordinal);
        for (var i = 1; i <= 43; i++)
        {
            Assert.Equal($"m{i} {Position(source, i)}", $"m{i} {Position(code, i)}");
        }
    }

    [Fact]
    public async Task TypeScript_that_is_nested_too_deeply_is_refused_and_others_are_served()
    {
        var (_, loaded) = await RuntimeUnderTest.LoadAsync(_runtime, ("main.ts", new string('(', 200_000)));
        Assert.Equal(("Syntax", "main.ts"), (loaded.Fault?.Reason, loaded.Fault?.Location));
        Assert.True((await RuntimeUnderTest.LoadAsync(_runtime, ("main.ts", Policy), ("sizes.ts", "export type Size = string; export const replicasOf = (size: Size) => 1;"))).Outcome.Ok);
    }

    [Fact]
    public async Task A_bundle_without_TypeScript_is_given_back_as_it_is()
    {
        var bundle = Bundle(("main.js", "export const a = 1;"));
        Assert.Same(bundle, (await _runtime.StripAsync(bundle, default)).Value);
    }

    private static PolicyBundle Bundle(params (string Name, string Text)[] files) =>
        new() { Main = files[0].Name, Files = new SortedDictionary<string, string>(files.ToDictionary(f => f.Name, f => f.Text), StringComparer.Ordinal) };

    private static string Position(string text, int marker)
    {
        var at = Regex.Match(text, $@"\bm{marker}\b").Index;
        var before = text.AsSpan(0, at);
        return $"{before.Count('\n') + 1}:{at - before.LastIndexOf('\n')}";
    }
}
