using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Place;

/// <summary>Asks a policy where an object goes: one crossing for all edges that are asked about.</summary>
internal sealed class Placer(IPolicyRuntime runtime)
{
    private readonly TraitBook _traits = new(runtime);

    /// <summary>How an object stands to others.</summary>
    public Task<PolicyOutcome<ObjectTraits>> DescribeAsync(Digest bundle, Digest source, ReadOnlyMemory<byte> workload, CancellationToken token) =>
        _traits.DescribeAsync(bundle, source, workload, token);

    /// <summary>The edges of <paramref name="asked"/> for which <c>place</c> says yes; all of them where the policy has none.</summary>
    public async Task<PolicyOutcome<Placement>> PlaceAsync(ObjectQuestion question, EdgeSet asked, CancellationToken token)
    {
        if (EdgeSets.IsEmpty(asked))
        {
            return Good(new Placement(EdgeSets.Empty) { Reads = EdgeReads.Nothing });
        }

        return question.Shape.Places
            ? Checked("place", asked, await runtime.PlaceAsync(question.Bundle, question.Workload, asked, token))
            : Good(new Placement(asked) { Reads = EdgeReads.Nothing });
    }

    /// <summary>What <c>choose</c> chooses among edges.</summary>
    public async Task<PolicyOutcome<Placement>> ChooseAsync(ObjectQuestion question, EdgeSet offered, CancellationToken token)
    {
        if (EdgeSets.IsEmpty(offered))
        {
            return Good(new Placement(EdgeSets.Empty) { Reads = EdgeReads.Nothing });
        }

        var outcome = await runtime.ChooseAsync(question.Bundle, question.Workload, offered, EdgeSets.Intersect(question.Current, offered), question.Granted, token);
        var checkedOne = Checked("choose", offered, outcome);
        if (!checkedOne.Ok)
        {
            return checkedOne;
        }

        // There is no choice without all of it: a failure for one edge is one of the whole.
        return checkedOne.Value.Failed is [var fault, ..] ? Bad(fault.Fault)
            : checkedOne.Value.Shares.Keys.FirstOrDefault(slot => !checkedOne.Value.Edges[slot], -1) >= 0 ? Bad(new PolicyFault("BadResult", "choose assigned a share to an edge that it did not choose", ""))
            : checkedOne;
    }

    private static PolicyOutcome<Placement> Checked(string function, EdgeSet asked, PolicyOutcome<Placement> outcome)
    {
        if (!outcome.Ok)
        {
            return outcome;
        }

        var failed = EdgeFaults.Edges(outcome.Value.Failed);
        return EdgeSets.Contains(asked, outcome.Value.Edges) && EdgeSets.Contains(asked, failed) && EdgeSets.IsEmpty(EdgeSets.Intersect(failed, outcome.Value.Edges))
            ? outcome
            : Bad(new PolicyFault("BadResult", $"{function} answered for edges that it was not asked about", ""));
    }

    private static PolicyOutcome<Placement> Good(Placement placement) => new(placement, null);

    private static PolicyOutcome<Placement> Bad(PolicyFault fault) => new(null, fault);
}
