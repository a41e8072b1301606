using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.TestKit.Memory;

/// <summary>A policy runtime that can nothing: fakes override what their tests ask of them, and everything else fails loudly.</summary>
public abstract class BarePolicyRuntime : IPolicyRuntime
{
    public virtual Task ForgetAsync(Digest digest, CancellationToken token) => Task.CompletedTask;

    public virtual Task UpdateInventoryAsync(IReadOnlyList<EdgeSlot> changes, CancellationToken token) => Task.CompletedTask;

    public virtual Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<PolicyBundle>> StripAsync(PolicyBundle bundle, CancellationToken token) =>
        Task.FromResult(new PolicyOutcome<PolicyBundle>(bundle, null));

    public virtual Task<PolicyOutcome<Selection>> SelectAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> workloads, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<ObjectTraits>> DescribeAsync(Digest bundle, ReadOnlyMemory<byte> workload, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<Placement>> PlaceAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<Placement>> ChooseAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, EdgeSet current, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<Customization>> CustomizeAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet placed, IReadOnlyDictionary<int, JsonElement>? shares, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<DecisionCases>> CasesAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet edges, IReadOnlyDictionary<int, JsonElement>? shares, int most, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<IReadOnlyList<HealthVerdict>>> HealthAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> objects, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<IReadOnlyList<JsonElement>>> MapAsync(Digest bundle, EdgeRecord edge, IReadOnlyList<ReductionInput> inputs, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<IReadOnlyList<JsonElement>>> CombineAsync(Digest bundle, IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<IReadOnlyList<JsonElement>>> FinishAsync(Digest bundle, JsonElement partial, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<IReadOnlyList<AssignedWave>>> WavesAsync(Digest bundle, EdgeSet members, CancellationToken token) =>
        throw new NotSupportedException();

    public virtual Task<PolicyOutcome<GateVerdict>> GateAsync(Digest bundle, JsonElement input, CancellationToken token) =>
        throw new NotSupportedException();
}
