using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Scripting.Host;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>The port, over a policy host process.</summary>
internal sealed class PolicyRuntime : IPolicyRuntime, IPolicyHost, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Digest, ResidentBundle> _bundles = new();
    private readonly ResidentInventory _inventory = new();
    private static readonly JsonElement Nothing = JsonElement.Parse("null");
    private readonly HostKeeper _keeper;

    public PolicyRuntime(IOptions<PolicyRuntimeOptions> options, TimeProvider time, ILogger<PolicyRuntime> logger) =>
        _keeper = new HostKeeper(options.Value, _inventory, time, logger);

    /// <summary>Process id of the host that runs now; null when none does.</summary>
    internal int? HostId => _keeper.HostId;

    /// <inheritdoc/>
    public long ResidentMiB => HostId is { } id ? ProcessMemory.ResidentMiB(id) : 0;

    /// <summary>Hosts that ended without being told to, or had to be killed.</summary>
    internal int HostsLost => _keeper.Lost;

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
        var answer = await _keeper.CallAsync(new HostCall(HostOperation.Load, digest, text, 0), token);
        var outcome = Checked(Read(answer, given => ShapeJson.Read(given.Value), "BadShape"), bundle);
        if ((outcome.Fault ?? GivenParameters.Unknown(bundle, outcome.Value!)) is { } fault)
        {
            // What was refused here is loaded in the host.
            await _keeper.ForgetAsync(digest, token);
            return new PolicyOutcome<PolicyShape>(null, fault);
        }

        _bundles[digest] = new ResidentBundle(digest, text, outcome.Value!);
        return outcome;
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
    public async Task<PolicyOutcome<PolicyBundle>> StripAsync(PolicyBundle bundle, CancellationToken token)
    {
        if (!bundle.Files.Keys.Any(ModulePaths.IsTypeScript))
        {
            return new PolicyOutcome<PolicyBundle>(bundle, null);
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle);
        var answer = await _keeper.CallAsync(new HostCall(HostOperation.Strip, Digest.Of(text), text, 0, text), token);
        return answer.Fault is { } fault
            ? new PolicyOutcome<PolicyBundle>(null, fault)
            : new PolicyOutcome<PolicyBundle>(answer.Value.Deserialize(ContractsJson.Default.PolicyBundle), null);
    }

    /// <inheritdoc/>
    public Task<PolicyOutcome<Selection>> SelectAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> workloads, CancellationToken token) =>
        AskAsync(HostOperation.Select, bundle, 2 * workloads.Count, answer => ObjectsJson.Selection(answer.Value), token, ObjectsJson.Texts(workloads));

    /// <inheritdoc/>
    public Task<PolicyOutcome<ObjectTraits>> DescribeAsync(Digest bundle, ReadOnlyMemory<byte> workload, CancellationToken token) =>
        AskAsync(HostOperation.Describe, bundle, 1, answer => ObjectsJson.Traits(answer.Value), token, workload);

    /// <inheritdoc/>
    public Task<PolicyOutcome<IReadOnlyList<HealthVerdict>>> HealthAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> objects, CancellationToken token) =>
        AskAsync(HostOperation.Health, bundle, objects.Count, answer => ObjectsJson.Verdicts(answer.Value), token, ObjectsJson.Texts(objects));

    /// <inheritdoc/>
    public Task<PolicyOutcome<Placement>> PlaceAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, CancellationToken token) =>
        AskAsync(HostOperation.Place, bundle, candidates.Count, answer => DecisionJson.Placement(answer, candidates), token, workload, SlotList.Write(candidates));

    /// <inheritdoc/>
    public Task<PolicyOutcome<Placement>> ChooseAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, EdgeSet current, CancellationToken token) =>
        ChooseAsync(bundle, workload, candidates, current, null, token);

    /// <inheritdoc/>
    public Task<PolicyOutcome<Placement>> ChooseAsync(
        Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, EdgeSet current, IReadOnlyDictionary<int, JsonElement>? granted, CancellationToken token) => AskAsync(
        HostOperation.Choose, bundle, 2 * candidates.Count, answer => DecisionJson.Choice(answer, candidates), token,
        workload, SlotList.Write(candidates), SlotList.Write(current), ObjectsJson.Shares(granted));

    /// <inheritdoc/>
    public Task<PolicyOutcome<Customization>> CustomizeAsync(
        Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet placed, IReadOnlyDictionary<int, JsonElement>? shares, CancellationToken token) =>
        Resident(bundle) is not { Shape.Customizes: false }
            ? AskAsync(HostOperation.Customize, bundle, placed.Count, answer => DecisionJson.Customization(answer, placed), token, workload, SlotList.Write(placed), ObjectsJson.Shares(shares))
            : Task.FromResult(new PolicyOutcome<Customization>(new Customization([new VariantGroup([], placed, false)]) { Reads = EdgeReads.Nothing }, null));

    /// <inheritdoc/>
    public async Task<PolicyOutcome<DecisionCases>> CasesAsync(
        Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet edges, IReadOnlyDictionary<int, JsonElement>? shares, int most, CancellationToken token)
    {
        if (Resident(bundle) is not { } resident)
        {
            return Lost<DecisionCases>(bundle);
        }

        var call = new HostCall(HostOperation.Cases, bundle, resident.Text, 2 * edges.Count, workload, SlotList.Write(edges), ObjectsJson.Shares(shares)) { Most = most };
        return Read(await _keeper.CallAsync(call, token), answer => DecisionJson.Cases(answer, edges));
    }

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
    public Task<PolicyOutcome<IReadOnlyList<JsonElement>>> FoldAsync(Digest bundle, FoldPlan plan, CancellationToken token) =>
        Reduces(bundle)
            ? ReduceAsync(HostOperation.Fold, bundle, plan.Answers, token, ReductionJson.List(plan.Inputs), ReductionJson.Steps(plan))
            : Values([.. Enumerable.Repeat(Nothing, plan.Answers)]);

    /// <inheritdoc/>
    public Task<PolicyOutcome<IReadOnlyList<AssignedWave>>> WavesAsync(Digest bundle, EdgeSet members, CancellationToken token) => WavesAsync(bundle, members, null, token);

    /// <inheritdoc/>
    public Task<PolicyOutcome<IReadOnlyList<AssignedWave>>> WavesAsync(Digest bundle, EdgeSet members, IReadOnlyDictionary<int, int>? counts, CancellationToken token) =>
        AskAsync(HostOperation.Waves, bundle, 2 * members.Count, answer => WavesJson.Read(answer, members), token, ReadOnlyMemory<byte>.Empty, SlotList.Write(members), WavesJson.Counts(counts));

    /// <inheritdoc/>
    public Task<PolicyOutcome<GateVerdict>> GateAsync(Digest bundle, JsonElement input, CancellationToken token) =>
        AskAsync(HostOperation.Gate, bundle, 1, answer => GateJson.Verdict(answer.Value), token, ReductionJson.One(input));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private ResidentBundle? Resident(Digest bundle) => _bundles.GetValueOrDefault(bundle);

    /// <summary>One who checked something with the same bundle may have dropped it meanwhile.</summary>
    private static PolicyOutcome<T> Lost<T>(Digest bundle)
        where T : class => new(null, new PolicyFault(PolicyFault.NotLoaded, $"the bundle {bundle} is not loaded (any more)", ""));

    private bool Reduces(Digest bundle) => Resident(bundle) is not { Shape.Reduces: false };

    private static Task<PolicyOutcome<IReadOnlyList<JsonElement>>> Values(IReadOnlyList<JsonElement> values) =>
        Task.FromResult(new PolicyOutcome<IReadOnlyList<JsonElement>>(values, null));

    private Task<PolicyOutcome<IReadOnlyList<JsonElement>>> ReduceAsync(HostOperation operation, Digest bundle, int work, CancellationToken token, params ReadOnlyMemory<byte>[] segments) =>
        AskAsync<IReadOnlyList<JsonElement>>(operation, bundle, work, answer => [.. answer.Value.EnumerateArray()], token, segments);

    private async Task<PolicyOutcome<T>> AskAsync<T>(HostOperation operation, Digest bundle, int work, Func<HostAnswer, T> read, CancellationToken token, params ReadOnlyMemory<byte>[] segments)
        where T : class => Resident(bundle) is { } resident
            ? Read(await _keeper.CallAsync(new HostCall(operation, bundle, resident.Text, work, segments), token), read)
            : Lost<T>(bundle);

    /// <summary>A rollout that the hub could not follow, such as one in a time zone that there is not, is refused while somebody is there to correct it.</summary>
    private static PolicyOutcome<PolicyShape> Checked(PolicyOutcome<PolicyShape> outcome, PolicyBundle bundle)
    {
        try
        {
            _ = outcome.Value?.Rollout is { } rollout ? RolloutRule.Read(rollout) : null;
            return outcome;
        }
        catch (FormatException error)
        {
            return new PolicyOutcome<PolicyShape>(null, new PolicyFault("BadShape", error.Message, ScriptErrors.OfFunction("rollout", bundle)));
        }
    }

    /// <summary>The library checks what a policy declares and the kernel what it answers; a module that goes round both must still not reach the daemon with an exception.</summary>
    private static PolicyOutcome<T> Read<T>(HostAnswer answer, Func<HostAnswer, T> read, string reason = "BadResult")
        where T : class
    {
        if (answer.Fault is { } fault)
        {
            return new PolicyOutcome<T>(null, fault);
        }

        try
        {
            return new PolicyOutcome<T>(read(answer), null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException or InvalidDataException)
        {
            return new PolicyOutcome<T>(null, new PolicyFault(reason, "what it gave has not the form that is expected; declare it with policy({ ... }) of \"kubestellar\"", ""));
        }
    }
}
