using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Scripts;

/// <summary>Every policy in scripts/ against its spec, by the engine that runs in production.</summary>
public sealed class ScriptSpecTests
{
    public static TheoryData<string> Specs()
    {
        var data = new TheoryData<string>();
        foreach (var file in Directory.GetFiles(Root(), "*.spec.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetRelativePath(Root(), file));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task A_policy_does_what_its_spec_says(string file)
    {
        var path = Path.Combine(Root(), file);
        var spec = JsonElement.Parse(await File.ReadAllBytesAsync(path));
        await using var runtime = RuntimeUnderTest.Create();
        var main = spec.GetProperty("policy").GetString()!;
        var others = Directory.GetFiles(Path.GetDirectoryName(path)!, "*.js").Select(Path.GetFileName).Where(name => name != main);
        var (bundle, loaded) = await RuntimeUnderTest.LoadAsync(runtime, [.. others.Prepend(main).Select(name => (name!, File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, name!))))]);
        Assert.True(loaded.Ok, $"{loaded.Fault?.Message} {loaded.Fault?.Location}");
        var edges = spec.GetProperty("edges").EnumerateArray().Select(Edge).ToArray();
        await runtime.UpdateInventoryAsync([.. edges.Select((edge, slot) => new EdgeSlot(slot, edge))], default);

        foreach (var test in spec.GetProperty("cases").EnumerateArray())
        {
            await CaseAsync(runtime, bundle, loaded.Value.Selects, edges, test);
        }

        if (spec.TryGetProperty("status", out var status))
        {
            await StatusAsync(runtime, bundle, edges, status);
        }
    }

    private static async Task CaseAsync(PolicyRuntime runtime, Digest bundle, PolicySelection selects, EdgeRecord[] edges, JsonElement test)
    {
        var name = test.GetProperty("it").GetString();
        var workload = CanonicalJson.Canonicalize(test.GetProperty("object"));
        Assert.Contains(test.GetProperty("object").GetProperty("kind").GetString(), selects.Kinds);

        var placed = await runtime.PlaceAsync(bundle, workload, RuntimeUnderTest.All(edges.Length), default);
        Assert.True(placed.Ok, $"{name}: {placed.Fault?.Message}");
        Assert.Equal(test.GetProperty("placed").EnumerateArray().Select(e => e.GetString()).Order(), placed.Value.Edges.Members().Select(slot => edges[slot].Id).Order());

        var groups = await runtime.CustomizeAsync(bundle, workload, placed.Value.Edges, null, default);
        Assert.True(groups.Ok, $"{name}: {groups.Fault?.Message}");
        foreach (var expected in test.GetProperty("operations").EnumerateObject())
        {
            var group = Assert.Single(groups.Value.Groups, group => group.Edges[Array.FindIndex(edges, edge => edge.Id == expected.Name)]);
            var told = JsonSerializer.SerializeToElement(group.Operations, ContractsJson.Default.IReadOnlyListJsonOperation);
            Assert.True(JsonElement.DeepEquals(expected.Value, told), $"{name}, {expected.Name}: {told.GetRawText()}");
            JsonPatcher.Apply(workload, group.Operations);
        }
    }

    private static async Task StatusAsync(PolicyRuntime runtime, Digest bundle, EdgeRecord[] edges, JsonElement status)
    {
        JsonElement? total = null;
        foreach (var edge in status.GetProperty("reports").EnumerateArray().GroupBy(report => report.GetProperty("edge").GetString()))
        {
            var inputs = edge.Select(report => new ReductionInput(
                ObjectKey.OfObject(report.GetProperty("object")),
                new ReportObject { Content = Digest.Of([1]), Applied = true, ObservedAfterApply = true, Health = report.GetProperty("ready").GetBoolean() ? Health.Current : Health.InProgress },
                CanonicalJson.Canonicalize(report.GetProperty("object")))).ToArray();
            var partial = await runtime.MapAsync(bundle, edges.Single(e => e.Id == edge.Key), inputs, default);
            Assert.True(partial.Ok, partial.Fault?.Message);
            total = total is null ? partial.Value[0] : (await runtime.CombineAsync(bundle, [(total.Value, partial.Value[0])], default)).Value![0];
        }

        var summary = (await runtime.FinishAsync(bundle, total!.Value, default)).Value![0];
        Assert.True(JsonElement.DeepEquals(status.GetProperty("summary"), summary), summary.GetRawText());
    }

    private static EdgeRecord Edge(JsonElement edge) => new()
    {
        Id = edge.GetProperty("id").GetString()!,
        Labels = new SortedDictionary<string, string>(edge.GetProperty("labels").EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString()!), StringComparer.Ordinal),
        Properties = new SortedDictionary<string, JsonElement>(edge.GetProperty("properties").EnumerateObject().ToDictionary(l => l.Name, l => l.Value), StringComparer.Ordinal),
        Identity = new EdgeIdentity("U", "X", "", default),
    };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "KubeStellar.Edge.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the solution is not above the tests");
        }

        return Path.Combine(folder.FullName, "scripts");
    }
}
