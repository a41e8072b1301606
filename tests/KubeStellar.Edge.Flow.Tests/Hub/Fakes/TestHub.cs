using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>One process of a hub, stepped by the test: no loop runs, so nothing happens by itself.</summary>
internal sealed class TestHub : IDisposable
{
    private readonly ServiceProvider _services;

    private TestHub(HubWorld world, string instance)
    {
        Time = world.Time;
        var services = new ServiceCollection();
        Runtime = new FakeRuntime();
        Signer.HandOvers = world.HandOvers;
        foreach (var (name, policy) in world.Policies)
        {
            Runtime.Policies[name] = policy;
        }

        services.AddSingleton<IBuckets>(world.Buckets);
        services.AddSingleton<IHubMirror>(world.Mirror);
        services.AddSingleton<IEventLog>(world.Events);
        services.AddSingleton<IPolicyRuntime>(Runtime);
        services.AddSingleton<IPolicyLint>(Lint);
        services.AddSingleton<IRootSigner>(Signer);
        services.AddSingleton<IEdgeAdmission>(Identity);
        services.AddSingleton<IEdgeLockout>(Identity);
        services.AddSingleton<IValueSealer>(world.Values);
        services.AddSingleton<IVariantSealer>(world.Keys);
        services.AddSingleton<IRootObserver>(Observer);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IGateInputs>(world.Inputs);
        if (world.Edges is { } edges)
        {
            services.AddSingleton<IHubReports>(edges);
            services.AddSingleton<IEdgePresence>(edges);
            edges.Attach(this);
        }

        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        foreach (var source in world.Sources)
        {
            services.AddSingleton(source);
        }

        services.AddHubDown();
        services.Configure<HubFlowOptions>(options => (options.Instance, options.LeasePatience) = (instance, TimeSpan.FromMilliseconds(200)));
        _services = services.BuildServiceProvider();
    }

    public FakeRuntime Runtime { get; }

    public FakeLint Lint { get; } = new();

    public FakeSigner Signer { get; } = new();

    public SideIdentity Identity { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public ManualTime Time { get; }

    public IHubCommands Commands => _services.GetRequiredService<IHubCommands>();

    public IHubInventory Inventory => _services.GetRequiredService<IHubInventory>();

    public IHubDesired Desired => _services.GetRequiredService<IHubDesired>();

    public HubHold Hold => _services.GetRequiredService<HubHold>();

    private HubFlow Flow => _services.GetRequiredService<HubFlow>();

    public static async Task<TestHub> StartAsync(HubWorld world, string instance)
    {
        var hub = new TestHub(world, instance);
        await hub.Flow.LoadAsync(default);
        await hub.StepAsync();
        return hub;
    }

    public T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Tells all who listen to edges.</summary>
    public void Told(Action<IStatusObserver> tell)
    {
        foreach (var observer in _services.GetServices<IStatusObserver>())
        {
            tell(observer);
        }
    }

    public Task StepAsync() => Flow.StepAsync(default);

    public async Task JoinAsync(string id, params (string Key, string Value)[] labels)
    {
        var record = new EdgeRecord
        {
            Id = id,
            Labels = new SortedDictionary<string, string>(labels.ToDictionary(pair => pair.Key, pair => pair.Value), StringComparer.Ordinal),
            Identity = new EdgeIdentity("U" + id, "x", "token", DateTimeOffset.UnixEpoch),
        };
        Assert.Null(await Commands.AdmitAsync(record, default));
    }

    /// <summary>What an admin lets the workspace place; null: anything.</summary>
    public async Task RuleAsync(WorkspaceRecord? rule)
    {
        await Service<WorkspaceBook>().SetAsync("default", rule, default);
        Service<HubChanges>().Workspace("default");
    }

    /// <summary>What a person says of an edge.</summary>
    public async Task EditAsync(string edge, (string Key, string Value)[]? labels = null, string[]? removeLabels = null, Taint[]? taints = null, string[]? removeTaints = null)
    {
        var reply = await Commands.EditEdgeAsync(
            new EdgeEditRequest
            {
                Edge = edge,
                SetLabels = new((labels ?? []).ToDictionary(pair => pair.Key, pair => pair.Value), StringComparer.Ordinal),
                RemoveLabels = removeLabels ?? [],
                SetTaints = taints ?? [],
                RemoveTaints = removeTaints ?? [],
                Overwrite = true,
            },
            default);
        Assert.Null(reply.Error);
    }

    /// <summary>What an edge says of itself.</summary>
    public Task FactsAsync(string edge, params (string Key, string Json)[] properties) =>
        Commands.FactsAsync(edge, new SortedDictionary<string, JsonElement>(properties.ToDictionary(pair => pair.Key, pair => JsonElement.Parse(pair.Json)), StringComparer.Ordinal), default);

    public async Task<IReadOnlyList<ApplyLine>> ApplyAsync(params string[] objects) => Lines(await TryApplyAsync(objects));

    public Task<ApiReply> TryApplyAsync(params string[] objects) => Commands.ApplyAsync(
        "default", new ApplyRequest { Objects = [.. objects.Select((text, i) => new ApplyObject($"test#{i + 1}", CanonicalJson.Parse(Encoding.UTF8.GetBytes(text)), null))] }, default);

    /// <summary>Writes an object as somebody with rights on the bucket can, past all checks.</summary>
    public async Task PlantAsync(string text)
    {
        var canonical = CanonicalJson.Canonicalize(JsonElement.Parse(text));
        var item = JsonElement.Parse(canonical);
        var key = ObjectKey.OfObject(item);
        var record = new WorkloadRecord { Workspace = "default", Key = key, Generation = (Inventory.Workload("default", key)?.Generation ?? 0) + 1, Digest = Digest.Of(canonical), Object = item };
        await Service<IBuckets>()[Buckets.Workloads].PutAsync($"default.{key}", JsonSerializer.SerializeToUtf8Bytes(record, Contracts.ContractsJson.Default.WorkloadRecord), null, default);
        await Service<IHubReload>().ReloadAsync(Buckets.Workloads, false, default);
    }

    public async Task<IReadOnlyList<ApplyLine>> PolicyAsync(string name, string meaning) => Lines(await TryPolicyAsync(name, meaning));

    public Task<ApiReply> TryPolicyAsync(string name, string meaning) => Commands.ApplyAsync(
        "default",
        new ApplyRequest
        {
            Policies = [new ApplyPolicy($"{name}.js", name, new PolicyBundle { Main = $"{name}.js", Files = new() { [$"{name}.js"] = meaning } })],
        },
        default);

    public PolicyState State(string policy) => Inventory.Policy(new PolicyKey("default", policy))!.State;

    /// <summary>Objects that an edge's durable root names, with the content of each.</summary>
    public async Task<SortedDictionary<string, Digest>> TreeAsync(string edge)
    {
        var tree = new SortedDictionary<string, Digest>(StringComparer.Ordinal);
        foreach (var entry in Desired.Root(edge)?.Root.Policies ?? [])
        {
            foreach (var item in (await Desired.ManifestAsync(entry.Manifest, default))!.Objects)
            {
                tree.Add(item.Key.ToString(), item.Content);
            }
        }

        return tree;
    }

    public void Dispose() => _services.Dispose();

    private static List<ApplyLine> Lines(ApiReply reply)
    {
        Assert.True(reply.Error is null, reply.Error?.Message + string.Join("; ", reply.Error?.Details.Select(fault => $"{fault.Source} {fault.Field} {fault.Message}") ?? []));
        return [.. reply.Result!.Value.Deserialize(Contracts.ContractsJson.Default.ApplyResult)!.Lines];
    }
}
