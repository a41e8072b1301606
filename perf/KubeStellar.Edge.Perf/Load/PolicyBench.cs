using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.Scripting;
using KubeStellar.Edge.Scripting.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>A made-up fleet in the product's policy runtime, over a real policy host (this executable); and beside it the same fleet in bare V8 and as records for plain C#.</summary>
internal sealed class PolicyBench : IAsyncDisposable
{
    // A host that dies on the way is seen: its figures are worth nothing.
    private static readonly ILoggerFactory Logs = LoggerFactory.Create(logs => logs.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
    private readonly PolicyRuntime _runtime = new(Options.Create(new PolicyRuntimeOptions { IdleAfter = TimeSpan.FromHours(1) }), TimeProvider.System, Logs.CreateLogger<PolicyRuntime>());

    private PolicyBench(EdgeRecord[] fleet) => (Fleet, All, Bare) = (fleet, AllOf(fleet.Length), new BareV8(fleet));

    public IPolicyRuntime Runtime => _runtime;

    public EdgeRecord[] Fleet { get; }

    /// <summary>Every edge.</summary>
    public EdgeSet All { get; }

    public BareV8 Bare { get; }

    /// <summary>Process id of the policy host; it must run.</summary>
    public int HostId => _runtime.HostId ?? throw new InvalidOperationException("no policy host runs");

    /// <summary>A runtime that knows so many edges; no host runs yet.</summary>
    public static async Task<PolicyBench> StartAsync(int edges, CancellationToken token)
    {
        var bench = new PolicyBench(FleetOf(edges));
        await bench.Runtime.UpdateInventoryAsync([.. bench.Fleet.Select((edge, slot) => new EdgeSlot(slot, edge))], token);
        return bench;
    }

    /// <summary>A fleet that is the same every time: four kinds, three sizes, 20 regions, memory in steps, a free share that differs from edge to edge.</summary>
    private static EdgeRecord[] FleetOf(int edges)
    {
        var random = new Random(7);
        string[] kinds = ["store", "store", "store", "depot"], sizes = ["small", "medium", "large"], architectures = ["amd64", "arm64"];
        return [.. Enumerable.Range(0, edges).Select(i => new EdgeRecord
        {
            Id = $"edge-{i:000000}",
            Labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["kind"] = kinds[random.Next(4)],
                ["region"] = $"region-{random.Next(20):00}",
                ["size"] = sizes[random.Next(3)],
            },
            Properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
            {
                ["architecture"] = JsonElement.Parse($"\"{architectures[random.Next(2)]}\""),
                ["cpus"] = JsonElement.Parse($"{1 << random.Next(5)}"),
                ["freeGiB"] = JsonElement.Parse($"{random.Next(100_000) / 100.0:0.00}"),
                ["memoryGiB"] = JsonElement.Parse($"{1 << random.Next(6)}"),
            },
            Identity = new EdgeIdentity("U", "X", "", default),
        })];
    }

    private static EdgeSet AllOf(int edges)
    {
        var words = new ulong[(edges + 63) / 64];
        Array.Fill(words, ulong.MaxValue);
        if (edges % 64 != 0)
            words[^1] = (1UL << (edges % 64)) - 1;
        return new EdgeSet(edges, words);
    }

    /// <summary>Canonical JSON of the bench's Deployment.</summary>
    public static ReadOnlyMemory<byte> Workload(int round) => CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(BenchObjects.Deployment(round), ContractsJson.Default.JsonElement));

    public async Task<Digest> LoadAsync(string declaration, CancellationToken token)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["bench.js"] = $"import {{ policy }} from 'kubestellar';\nexport default policy({{ selects: {{ kinds: ['Deployment'] }}, {declaration} }});",
        };
        var bundle = new PolicyBundle { Main = "bench.js", Files = files };
        var digest = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle));
        Good(await Runtime.LoadAsync(digest, bundle, token));
        return digest;
    }

    /// <summary>The answer; a benchmark of failures is none.</summary>
    public static T Good<T>(PolicyOutcome<T> outcome)
        where T : class => outcome.Ok ? outcome.Value : throw new InvalidOperationException($"{outcome.Fault.Reason}: {outcome.Fault.Message}");

    /// <summary>Rounds through the product; the processor time is this process's and the host's together.</summary>
    public Task<Rounds> MeasureAsync<T>(int rounds, Func<int, T> prepare, Func<T, Task> run) =>
        Rounds.MeasureAsync(rounds, prepare, run, () => Environment.CpuUsage.TotalTime.TotalSeconds + ProcFs.CpuSeconds(ProcFs.Tree(HostId)));

    /// <summary>Memory of the host with so many policies, each of which has met the fleet.</summary>
    public void AddHostMemory(BenchReport report, int policies) =>
        report.Add("host_mib", ProcFs.PssMiB(ProcFs.Tree(HostId)), "MiB", ("edges", Fleet.Length), ("policies", policies), ("measure", "pss"));

    public async ValueTask DisposeAsync()
    {
        Bare.Dispose();
        await _runtime.DisposeAsync();
    }
}
