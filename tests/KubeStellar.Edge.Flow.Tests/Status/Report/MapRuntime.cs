using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

/// <summary>A policy runtime at an edge, whose only policy maps to the edge's label <c>size</c> and the number of its objects.</summary>
internal sealed class MapRuntime : BarePolicyRuntime
{
    private int _maps;

    internal int Maps => Volatile.Read(ref _maps);

    internal PolicyFault? Fault { get; set; }

    /// <summary>Whether the partial holds the sum of <c>.status.load</c> as well, as any policy's might.</summary>
    internal bool Loads { get; set; }

    public override Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token) =>
        Task.FromResult(new PolicyOutcome<PolicyShape>(new PolicyShape(new PolicySelection(), false, true, null), null));

    public override Task ForgetAsync(Digest digest, CancellationToken token) => Task.CompletedTask;

    public override Task<PolicyOutcome<IReadOnlyList<JsonElement>>> MapAsync(Digest bundle, EdgeRecord edge, IReadOnlyList<ReductionInput> inputs, CancellationToken token)
    {
        Interlocked.Increment(ref _maps);
        var size = edge.Labels.GetValueOrDefault("size", "unknown");
        var load = inputs.Sum(input => input.Report.Status is { } status && status.TryGetProperty("load", out var one) ? one.GetInt32() : 0);
        return Task.FromResult(Fault is { } fault
            ? new PolicyOutcome<IReadOnlyList<JsonElement>>(null, fault)
            : new PolicyOutcome<IReadOnlyList<JsonElement>>([JsonElement.Parse(Loads ? $$"""{"size":"{{size}}","objects":{{inputs.Count}},"load":{{load}}}""" : $$"""{"size":"{{size}}","objects":{{inputs.Count}}}""")], null));
    }
}
