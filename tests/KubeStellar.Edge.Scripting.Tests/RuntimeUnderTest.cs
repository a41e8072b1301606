using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Scripting.Tests;

/// <summary>Makes runtimes over real child processes, and what they are fed with.</summary>
internal static class RuntimeUnderTest
{
    internal static readonly byte[] Workload = """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":1}}"""u8.ToArray();

    internal static PolicyRuntime Create(Action<PolicyRuntimeOptions>? change = null)
    {
        var options = new PolicyRuntimeOptions { CallDeadline = TimeSpan.FromSeconds(10) };
        change?.Invoke(options);
        return new PolicyRuntime(Options.Create(options), TimeProvider.System, NullLogger<PolicyRuntime>.Instance);
    }

    internal static async Task<(Digest Bundle, PolicyOutcome<PolicyShape> Outcome)> LoadAsync(IPolicyRuntime runtime, params (string Name, string Text)[] files)
    {
        var bundle = new PolicyBundle { Main = files[0].Name, Files = new SortedDictionary<string, string>(files.ToDictionary(f => f.Name, f => f.Text), StringComparer.Ordinal) };
        var digest = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle));
        return (digest, await runtime.LoadAsync(digest, bundle, default));
    }

    /// <summary>Loads a policy of the given place and customize.</summary>
    internal static async Task<Digest> PolicyAsync(IPolicyRuntime runtime, string place = "() => true", string customize = "() => {}", string before = "")
    {
        var (bundle, outcome) = await LoadAsync(runtime, ("main.js", $"import {{ policy }} from 'kubestellar';\n{before}\nexport default policy({{ selects: {{ kinds: ['Deployment'] }},\n  place: {place},\n  customize: {customize},\n  status: {{ map: report => report.name, combine: (a, b) => a + b }} }});"));
        Assert.True(outcome.Ok, $"{outcome.Fault?.Reason}: {outcome.Fault?.Message} {outcome.Fault?.Location}");
        return bundle;
    }

    internal static Task FillAsync(IPolicyRuntime runtime, int count) =>
        runtime.UpdateInventoryAsync([.. Enumerable.Range(0, count).Select(slot => new EdgeSlot(slot, Edge(slot)))], default);

    internal static EdgeRecord Edge(int slot) => new()
    {
        Id = $"edge-{slot}",
        Labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["size"] = (slot % 3) switch { 0 => "large", 1 => "medium", _ => "small" } },
        Properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal) { ["memoryGiB"] = JsonElement.Parse("4") },
        Identity = new EdgeIdentity("U", "X", "", default),
    };

    internal static EdgeSet All(int count)
    {
        var set = new EdgeSet(count);
        for (var slot = 0; slot < count; slot++)
        {
            set.Add(slot);
        }

        return set;
    }
}
