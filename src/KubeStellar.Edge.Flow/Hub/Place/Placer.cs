using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Place;

/// <summary>Asks a policy where an object goes: one crossing for all edges that are asked about.</summary>
internal sealed class Placer(IPolicyRuntime runtime)
{
    /// <summary>The edges of <paramref name="candidates"/> that get the object.</summary>
    public async Task<PolicyOutcome<Placement>> PlaceAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, CancellationToken token)
    {
        if (EdgeSets.IsEmpty(candidates))
        {
            return new PolicyOutcome<Placement>(new Placement(EdgeSets.Empty), null);
        }

        var outcome = await runtime.PlaceAsync(bundle, workload, candidates, token);
        return outcome.Ok && !EdgeSets.Contains(candidates, outcome.Value.Edges)
            ? new PolicyOutcome<Placement>(null, new PolicyFault("BadResult", "place answered for edges that it was not asked about", ""))
            : outcome;
    }
}
