using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What the contracts of policy runtimes share: a runtime for every test, policies, and a fleet.</summary>
public abstract class PolicyContract : IAsyncLifetime
{
    private const int MostEdges = 5000;

    /// <summary>The runtime under test.</summary>
    protected IPolicyRuntime Runtime { get; private set; } = null!;

    /// <summary>What stands before each module.</summary>
    protected abstract string Header { get; }

    /// <summary>Whether a runtime serves one test and no other. One that costs a process may serve a class: it begins each test with no edges.</summary>
    protected virtual bool Owned => true;

    /// <summary>Makes a runtime, or gives the shared one.</summary>
    protected abstract IPolicyRuntime Create();

    public virtual async ValueTask InitializeAsync()
    {
        Runtime = Create();
        if (!Owned)
        {
            await Runtime.UpdateInventoryAsync([.. Enumerable.Range(0, MostEdges).Select(slot => new EdgeSlot(slot, null))], default);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Owned && Runtime is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Loads a module.</summary>
    protected async Task<(Digest Bundle, PolicyOutcome<PolicyShape> Outcome)> LoadAsync(string source, SortedDictionary<string, JsonElement>? parameters = null)
    {
        var bundle = new PolicyBundle { Main = "main.js", Files = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["main.js"] = Header + source }, Parameters = parameters };
        var digest = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle));
        return (digest, await Runtime.LoadAsync(digest, bundle, default));
    }

    /// <summary>Loads a module that must be good, over a fleet of so many edges.</summary>
    protected async Task<Digest> GoodAsync(string source, int edges = 6)
    {
        await FillAsync(edges);
        var (bundle, outcome) = await LoadAsync(source);
        Assert.True(outcome.Ok, $"{outcome.Fault?.Reason}: {outcome.Fault?.Message} {outcome.Fault?.Location}");
        return bundle;
    }

    /// <summary>Slots 0 to count - 1: size large, medium, small in turn.</summary>
    protected Task FillAsync(int count) =>
        Runtime.UpdateInventoryAsync([.. Enumerable.Range(0, count).Select(slot => new EdgeSlot(slot, Edge(slot, (slot % 3) switch { 0 => "large", 1 => "medium", _ => "small" })))], default);

    protected static EdgeRecord Edge(int number, string size, int memory = 4) => new()
    {
        Id = $"edge-{number}",
        Labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["size"] = size, ["region"] = number % 2 == 0 ? "eu" : "us" },
        Properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal) { ["memoryGiB"] = JsonElement.Parse($"{memory}"), ["ports"] = JsonElement.Parse("[80,443]") },
        Identity = new EdgeIdentity("U", "X", "", default),
    };

    protected static EdgeSet All(int count)
    {
        var set = new EdgeSet(count);
        for (var slot = 0; slot < count; slot++)
        {
            set.Add(slot);
        }

        return set;
    }

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Operations in a line: <c>set spec/replicas 3|remove spec/budget</c>.</summary>
    protected static string Show(IEnumerable<JsonOperation> operations) => string.Join('|', operations.Select(operation =>
        $"{(operation.Op == JsonOperationKind.Set ? "set" : "remove")} {string.Join('/', operation.Path)} {operation.Value?.GetRawText()}".TrimEnd()));
}
