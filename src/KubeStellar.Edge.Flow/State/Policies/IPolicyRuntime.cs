using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>
/// Runs policies. Whatever a policy does, a call returns within its limits with an answer or a fault, the caller's process stays up,
/// and other policies are served. Calls may come from several threads; they are run one after another.
/// </summary>
public interface IPolicyRuntime
{
    /// <summary>
    /// Checks a bundle and loads it, so that later calls can name it by its digest; loading the same digest again is cheap.
    /// The runtime remembers bundles until <see cref="ForgetAsync"/> and brings them back by itself after its host died.
    /// </summary>
    Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token);

    /// <summary>Drops a bundle.</summary>
    Task ForgetAsync(Digest digest, CancellationToken token);

    /// <summary>The bundle as plain JavaScript: types of its TypeScript files are blanked out, every line and column stays where it was, names stay too.</summary>
    Task<PolicyOutcome<PolicyBundle>> StripAsync(PolicyBundle bundle, CancellationToken token);

    /// <summary>Changes the resident inventory. The runtime keeps it and brings it back by itself after its host died.</summary>
    Task UpdateInventoryAsync(IReadOnlyList<EdgeSlot> changes, CancellationToken token);

    /// <summary>The <c>selects</c> function over objects; for policies whose <see cref="PolicySelection.Function"/> is set.</summary>
    Task<PolicyOutcome<Selection>> SelectAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> workloads, CancellationToken token);

    /// <summary>How an object stands to others; for policies whose <see cref="PolicyShape.Relates"/> is set.</summary>
    Task<PolicyOutcome<ObjectTraits>> DescribeAsync(Digest bundle, ReadOnlyMemory<byte> workload, CancellationToken token);

    /// <summary>One object over the candidates: one crossing. A function that fails for some edges fails for those only (<see cref="Placement.Failed"/>).</summary>
    /// <param name="bundle">A loaded bundle.</param>
    /// <param name="workload">Canonical JSON of the object.</param>
    /// <param name="candidates">Slots to ask about.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<PolicyOutcome<Placement>> PlaceAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, CancellationToken token);

    /// <summary><c>choose(object, edges, current)</c>, for policies whose <see cref="PolicyShape.Chooses"/> is set. Edges come in the order of their ids; given its own answer as the current choice it must choose the same again, or the fault is <c>Unstable</c>.</summary>
    /// <param name="bundle">A loaded bundle.</param>
    /// <param name="workload">Canonical JSON of the object.</param>
    /// <param name="candidates">Edges to choose among.</param>
    /// <param name="current">Edges that have it now.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<PolicyOutcome<Placement>> ChooseAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, EdgeSet current, CancellationToken token);

    /// <summary>As above, with regions among the candidates: each stands for as many edges as it tells of, and of one that is chosen the share is how many of them.</summary>
    /// <param name="bundle">A loaded bundle.</param>
    /// <param name="workload">Canonical JSON of the object.</param>
    /// <param name="candidates">Edges and regions to choose among.</param>
    /// <param name="current">Edges that have it now, and regions where some have.</param>
    /// <param name="granted">Of regions in <paramref name="current"/>: how many of their edges may have it now; null or empty when there are none.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<PolicyOutcome<Placement>> ChooseAsync(
        Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, EdgeSet current, IReadOnlyDictionary<int, JsonElement>? granted, CancellationToken token) =>
        ChooseAsync(bundle, workload, candidates, current, token);

    /// <summary>One object over the edges where it was placed: one crossing. Edges alike in what the function read are evaluated once.</summary>
    /// <param name="bundle">A loaded bundle.</param>
    /// <param name="workload">Canonical JSON of the object.</param>
    /// <param name="placed">Edges that get it.</param>
    /// <param name="shares">What <c>choose</c> assigned, by slot; null or empty when it assigned nothing.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<PolicyOutcome<Customization>> CustomizeAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet placed, IReadOnlyDictionary<int, JsonElement>? shares, CancellationToken token);

    /// <summary>The distinct cases of <c>place</c> and <c>customize</c> over edges, with what was read for each: what people are shown, and what is recorded.</summary>
    /// <param name="bundle">A loaded bundle.</param>
    /// <param name="workload">Canonical JSON of the object.</param>
    /// <param name="edges">Edges to ask about.</param>
    /// <param name="shares">What <c>choose</c> assigned, by slot; null or empty when it assigned nothing.</param>
    /// <param name="most">At most so many cases.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<PolicyOutcome<DecisionCases>> CasesAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet edges, IReadOnlyDictionary<int, JsonElement>? shares, int most, CancellationToken token);

    /// <summary>The policy's <c>health</c> of live objects, in the order in which they were asked about; for kinds that <see cref="PolicyShape.HealthKinds"/> names.</summary>
    Task<PolicyOutcome<IReadOnlyList<HealthVerdict>>> HealthAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> objects, CancellationToken token);

    /// <summary><c>map</c> over the objects and <c>combine</c> over the results: an edge's partial (one element); JSON null when there are no objects or the policy reduces nothing.</summary>
    /// <param name="bundle">A loaded bundle that reduces.</param>
    /// <param name="edge">The edge's id, labels and properties as far as known here.</param>
    /// <param name="inputs">Its objects, in the order of their keys.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<PolicyOutcome<IReadOnlyList<JsonElement>>> MapAsync(Digest bundle, EdgeRecord edge, IReadOnlyList<ReductionInput> inputs, CancellationToken token);

    /// <summary><c>combine</c> of many pairs in one crossing, answers in the same order.</summary>
    Task<PolicyOutcome<IReadOnlyList<JsonElement>>> CombineAsync(Digest bundle, IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token);

    /// <summary><c>finish</c> of the top partial (one element); the partial itself where the policy has none.</summary>
    Task<PolicyOutcome<IReadOnlyList<JsonElement>>> FinishAsync(Digest bundle, JsonElement partial, CancellationToken token);

    /// <summary>Many combinations that build on one another, and <c>finish</c> of the last, in one crossing: the answers of the steps in order, then what <c>finish</c> made.</summary>
    /// <param name="bundle">A loaded bundle.</param>
    /// <param name="plan">What to combine.</param>
    /// <param name="token">Cancels the wait.</param>
    async Task<PolicyOutcome<IReadOnlyList<JsonElement>>> FoldAsync(Digest bundle, FoldPlan plan, CancellationToken token)
    {
        var values = plan.Inputs.ToList();
        foreach (var (left, right) in plan.Steps)
        {
            var outcome = await CombineAsync(bundle, [(values[left], values[right])], token);
            if (!outcome.Ok)
                return outcome;
            values.AddRange(outcome.Value);
        }

        if (plan.Top >= 0)
        {
            var finished = await FinishAsync(bundle, values[plan.Top], token);
            if (!finished.Ok)
                return finished;
            values.AddRange(finished.Value);
        }

        return new PolicyOutcome<IReadOnlyList<JsonElement>>(values[plan.Inputs.Count..], null);
    }

    /// <summary>
    /// Which edge is in which wave of the policy's rollout, for policies that declare one: every member is in exactly one, waves without members are there as well (but for the rest and for groups).
    /// What an edge's wave is by percentage depends on its id alone, so that an edge that comes moves no other.
    /// </summary>
    /// <param name="bundle">A loaded bundle that declares a rollout.</param>
    /// <param name="members">Edges to assign.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<PolicyOutcome<IReadOnlyList<AssignedWave>>> WavesAsync(Digest bundle, EdgeSet members, CancellationToken token);

    /// <summary>As above, where waves that count edges take this hub's part of a fleet's count only.</summary>
    /// <param name="bundle">A loaded bundle that declares a rollout.</param>
    /// <param name="members">Edges to assign.</param>
    /// <param name="counts">By number of the declared wave, from 0: how many edges it takes here; null: as declared.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<PolicyOutcome<IReadOnlyList<AssignedWave>>> WavesAsync(Digest bundle, EdgeSet members, IReadOnlyDictionary<int, int>? counts, CancellationToken token) =>
        WavesAsync(bundle, members, token);

    /// <summary>The gate of a wave, its own or the rollout's (the input's <c>rule</c> says which of <see cref="Rollouts.RolloutRule.Waves"/>), for policies whose <see cref="PolicyShape.Gates"/> is set. It is asked twice; two answers are the fault <c>Impure</c>.</summary>
    /// <param name="bundle">A loaded bundle that gates.</param>
    /// <param name="input">Plain JSON as the gate gets it, frozen: <c>{ wave, totals, elapsed, ... }</c>.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<PolicyOutcome<GateVerdict>> GateAsync(Digest bundle, JsonElement input, CancellationToken token);
}
