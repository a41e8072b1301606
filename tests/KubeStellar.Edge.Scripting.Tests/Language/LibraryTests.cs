using System.Text.Json;
using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.Scripting.Tests.Client;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Scripting.Tests.Language;

/// <summary>The helper library, tested by JavaScript that runs where policies run: hardened, in the policy host.</summary>
public sealed class LibraryTests(SharedRuntime shared) : IClassFixture<SharedRuntime>
{
    // Each suite exports its tests by name; they run once, while the module is loaded, and a customize function hands the failures out as a patch.
    private const string Main = """
        import { policy } from "kubestellar";
        import { tests } from "./suite.js";
        const failures = [];
        for (const name of Object.keys(tests)) {
          try {
            tests[name]();
          } catch (error) {
            failures.push(`${name}: ${error.message}`);
          }
        }
        export default policy({
          selects: { kinds: ["ConfigMap"] },
          place: () => true,
          customize: () => ({ data: { ran: `${Object.keys(tests).length}`, failures } }),
        });
        """;

    public static TheoryData<string> Suites() =>
        [.. Directory.GetFiles(Folder(), "*.js").Select(file => Path.GetFileName(file)).Where(name => name != "assert.js").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_suite_passes_in_the_policy_host(string suite)
    {
        var runtime = shared.Runtime;
        var (bundle, loaded) = await RuntimeUnderTest.LoadAsync(
            runtime, ("main.js", Main), ("suite.js", await TextAsync(suite)), ("assert.js", await TextAsync("assert.js")), ("data.js", await DataAsync()));
        Assert.True(loaded.Ok, $"{loaded.Fault?.Message} {loaded.Fault?.Location}");
        await RuntimeUnderTest.FillAsync(runtime, 1);

        var told = await runtime.CustomizeAsync(bundle, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"results"}}"""u8.ToArray(), RuntimeUnderTest.All(1), null, default);

        Assert.True(told.Ok, told.Fault?.Message);
        var data = JsonSerializer.SerializeToElement(Assert.Single(Assert.Single(told.Value.Groups).Operations).Value);
        Assert.Equal("[]", data.GetProperty("failures").GetRawText());
        Assert.NotEqual("0", data.GetProperty("ran").GetString());
    }

    /// <summary>The schemas and the specs of the tree, as a module.</summary>
    private static async Task<string> DataAsync()
    {
        var scripts = Path.Combine(Repository.Root, "scripts");
        var specs = Directory.GetFiles(scripts, "*.spec.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"\"{Path.GetFileName(file)}\": {File.ReadAllText(file)}");
        return $"""
            export const policySchema = {await SchemaAsync("policy")};
            export const specSchema = {await SchemaAsync("spec")};
            export const specs = {'{'} {string.Join(",\n", specs)} {'}'};
            """;
    }

    private static Task<string> SchemaAsync(string name) => File.ReadAllTextAsync(Path.Combine(Repository.Root, "dsl", $"{name}.schema.json"));

    private static Task<string> TextAsync(string name) => File.ReadAllTextAsync(Path.Combine(Folder(), name));

    private static string Folder() => Path.Combine(Repository.Root, "tests", "KubeStellar.Edge.Scripting.Tests", "Language", "Suites");
}
