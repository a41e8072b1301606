using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

/// <summary>A policy runtime at an edge, whose only policy maps to the edge's label <c>size</c> and the number of its objects.</summary>
internal sealed class MapRuntime : IPolicyRuntime
{
    private int _maps;

    internal int Maps => Volatile.Read(ref _maps);

    internal PolicyFault? Fault { get; set; }

    public Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token) =>
        Task.FromResult(new PolicyOutcome<PolicyShape>(new PolicyShape(new PolicySelection(), false, true, null, null), null));

    public Task ForgetAsync(Digest digest, CancellationToken token) => Task.CompletedTask;

    public Task<PolicyOutcome<IReadOnlyList<JsonElement>>> MapAsync(Digest bundle, EdgeRecord edge, IReadOnlyList<ReductionInput> inputs, CancellationToken token)
    {
        Interlocked.Increment(ref _maps);
        var size = edge.Labels.GetValueOrDefault("size", "unknown");
        return Task.FromResult(Fault is { } fault
            ? new PolicyOutcome<IReadOnlyList<JsonElement>>(null, fault)
            : new PolicyOutcome<IReadOnlyList<JsonElement>>([JsonElement.Parse($$"""{"size":"{{size}}","objects":{{inputs.Count}}}""")], null));
    }

    public Task UpdateInventoryAsync(IReadOnlyList<EdgeSlot> changes, CancellationToken token) => throw new NotSupportedException();

    public Task<PolicyOutcome<Placement>> PlaceAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, CancellationToken token) => throw new NotSupportedException();

    public Task<PolicyOutcome<IReadOnlyList<VariantGroup>>> CustomizeAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet placed, CancellationToken token) => throw new NotSupportedException();

    public Task<PolicyOutcome<IReadOnlyList<JsonElement>>> CombineAsync(Digest bundle, IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token) =>
        throw new NotSupportedException();

    public Task<PolicyOutcome<IReadOnlyList<JsonElement>>> FinishAsync(Digest bundle, JsonElement partial, CancellationToken token) => throw new NotSupportedException();
}
