using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Host;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>The port, over a policy host process.</summary>
internal sealed class PolicyRuntime : IPolicyRuntime, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Digest, ResidentBundle> _bundles = new();
    private readonly ResidentInventory _inventory = new();
    private static readonly JsonElement Nothing = JsonElement.Parse("null");
    private readonly HostKeeper _keeper;

    public PolicyRuntime(IOptions<PolicyRuntimeOptions> options, TimeProvider time, ILogger<PolicyRuntime> logger) =>
        _keeper = new HostKeeper(options.Value, _inventory, time, logger);

    /// <summary>Process id of the host that runs now; null when none does.</summary>
    internal int? HostId => _keeper.HostId;

    /// <summary>What holds that host; null until it has said so.</summary>
    internal ConfinementReport? Confinement => _keeper.Confinement;

    /// <inheritdoc/>
    public async Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token)
    {
        if (_bundles.TryGetValue(digest, out var known))
        {
            return new PolicyOutcome<PolicyShape>(known.Shape, null);
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle);
        var answer = await _keeper.CallAsync(new HostCall(HostOperation.Load, digest, text, 0, 0), token);
        if (answer.Fault is { } fault)
        {
            return new PolicyOutcome<PolicyShape>(null, fault);
        }

        var shape = ShapeJson.Read(answer.Value);
        _bundles[digest] = new ResidentBundle(digest, text, shape);
        return new PolicyOutcome<PolicyShape>(shape, null);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(Digest digest, CancellationToken token)
    {
        _bundles.TryRemove(digest, out _);
        return _keeper.ForgetAsync(digest, token);
    }

    /// <inheritdoc/>
    public Task UpdateInventoryAsync(IReadOnlyList<EdgeSlot> changes, CancellationToken token)
    {
        _inventory.Update(changes);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<PolicyOutcome<Placement>> PlaceAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, CancellationToken token)
    {
        var answer = await AskAsync(HostOperation.Place, bundle, candidates.Count, candidates.Slots, token, workload, Bits(candidates));
        return answer.Fault is { } fault
            ? new PolicyOutcome<Placement>(null, fault)
            : new PolicyOutcome<Placement>(new Placement(new EdgeSet(candidates.Slots, MemoryMarshal.Cast<byte, ulong>(answer.Bytes).ToArray())), null);
    }

    /// <inheritdoc/>
    public async Task<PolicyOutcome<Customization>> CustomizeAsync(
        Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet placed, IReadOnlyDictionary<int, JsonElement>? shares, CancellationToken token)
    {
        if (!Resident(bundle).Shape.Customizes)
        {
            return new PolicyOutcome<Customization>(new Customization([new VariantGroup([], placed, false)]) { Reads = EdgeReads.Nothing }, null);
        }

        var answer = await AskAsync(HostOperation.Customize, bundle, placed.Count, placed.Slots, token, workload, Bits(placed));
        return answer.Fault is { } fault
            ? new PolicyOutcome<Customization>(null, fault)
            : new PolicyOutcome<Customization>(new Customization(Groups(answer, placed.Slots)), null);
    }

    /// <inheritdoc/>
    public async Task<PolicyOutcome<PolicyBundle>> StripAsync(PolicyBundle bundle, CancellationToken token)
    {
        if (!bundle.Files.Keys.Any(ModuleNames.IsTypeScript))
        {
            return new PolicyOutcome<PolicyBundle>(bundle, null);
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle);
        var answer = await _keeper.CallAsync(new HostCall(HostOperation.Strip, Digest.Of(text), text, 0, 0, text), token);
        return answer.Fault is { } fault
            ? new PolicyOutcome<PolicyBundle>(null, fault)
            : new PolicyOutcome<PolicyBundle>(answer.Value.Deserialize(ContractsJson.Default.PolicyBundle), null);
    }

    /// <inheritdoc/>
    public Task<PolicyOutcome<Selection>> SelectAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> workloads, CancellationToken token) => NotYet<Selection>();

    /// <inheritdoc/>
    public Task<PolicyOutcome<ObjectTraits>> DescribeAsync(Digest bundle, ReadOnlyMemory<byte> workload, CancellationToken token) => NotYet<ObjectTraits>();

    /// <inheritdoc/>
    public Task<PolicyOutcome<Placement>> ChooseAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, EdgeSet current, CancellationToken token) => NotYet<Placement>();

    /// <inheritdoc/>
    public Task<PolicyOutcome<DecisionCases>> CasesAsync(
        Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet edges, IReadOnlyDictionary<int, JsonElement>? shares, int most, CancellationToken token) => NotYet<DecisionCases>();

    /// <inheritdoc/>
    public Task<PolicyOutcome<IReadOnlyList<HealthVerdict>>> HealthAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> objects, CancellationToken token) => NotYet<IReadOnlyList<HealthVerdict>>();

    private static Task<PolicyOutcome<T>> NotYet<T>()
        where T : class => Task.FromResult(new PolicyOutcome<T>(null, new PolicyFault("BadShape", "not available yet", "")));

    /// <inheritdoc/>
    public Task<PolicyOutcome<IReadOnlyList<JsonElement>>> MapAsync(Digest bundle, EdgeRecord edge, IReadOnlyList<ReductionInput> inputs, CancellationToken token) =>
        Reduces(bundle)
            ? ReduceAsync(HostOperation.Map, bundle, inputs.Count, token, ResidentInventory.Text(edge), ReductionJson.Reports(inputs))
            : Values([Nothing]);

    /// <inheritdoc/>
    public Task<PolicyOutcome<IReadOnlyList<JsonElement>>> CombineAsync(Digest bundle, IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token) =>
        Reduces(bundle)
            ? ReduceAsync(HostOperation.Combine, bundle, pairs.Count, token, ReductionJson.Pairs(pairs))
            : Values([.. pairs.Select(_ => Nothing)]);

    /// <inheritdoc/>
    public Task<PolicyOutcome<IReadOnlyList<JsonElement>>> FinishAsync(Digest bundle, JsonElement partial, CancellationToken token) =>
        Reduces(bundle) ? ReduceAsync(HostOperation.Finish, bundle, 1, token, ReductionJson.One(partial)) : Values([partial]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private static ReadOnlyMemory<byte> Bits(EdgeSet set) => MemoryMarshal.AsBytes(set.Words).ToArray();

    private static VariantGroup[] Groups(HostAnswer answer, int slots)
    {
        var numbers = MemoryMarshal.Cast<byte, int>(answer.Bytes);
        var sets = new EdgeSet[answer.Value.GetArrayLength()];
        for (var i = 0; i < sets.Length; i++)
        {
            sets[i] = new EdgeSet(slots);
        }

        for (var slot = 0; slot < numbers.Length; slot++)
        {
            if (numbers[slot] > 0)
            {
                sets[numbers[slot] - 1].Add(slot);
            }
        }

        return [.. answer.Value.EnumerateArray().Select((operations, i) => operations.ValueKind == JsonValueKind.Null
            ? new VariantGroup([], sets[i], true)
            : new VariantGroup(operations.Deserialize(ContractsJson.Default.IReadOnlyListJsonOperation)!, sets[i], false))];
    }

    private ResidentBundle Resident(Digest bundle) =>
        _bundles.TryGetValue(bundle, out var resident) ? resident : throw new InvalidOperationException($"the bundle {bundle} is not loaded");

    private bool Reduces(Digest bundle) => Resident(bundle).Shape.Reduces;

    private static Task<PolicyOutcome<IReadOnlyList<JsonElement>>> Values(IReadOnlyList<JsonElement> values) =>
        Task.FromResult(new PolicyOutcome<IReadOnlyList<JsonElement>>(values, null));

    private async Task<PolicyOutcome<IReadOnlyList<JsonElement>>> ReduceAsync(HostOperation operation, Digest bundle, int work, CancellationToken token, params ReadOnlyMemory<byte>[] segments)
    {
        var answer = await AskAsync(operation, bundle, work, 0, token, segments);
        return answer.Fault is { } fault
            ? new PolicyOutcome<IReadOnlyList<JsonElement>>(null, fault)
            : new PolicyOutcome<IReadOnlyList<JsonElement>>([.. answer.Value.EnumerateArray()], null);
    }

    private Task<HostAnswer> AskAsync(HostOperation operation, Digest bundle, int work, int slots, CancellationToken token, params ReadOnlyMemory<byte>[] segments) =>
        _keeper.CallAsync(new HostCall(operation, bundle, Resident(bundle).Text, work, slots, segments), token);
}
