using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Place;

/// <summary>
/// Which edges a policy is not asked about because of their taints, as Kubernetes has it for nodes (https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/):
/// <c>NoExecute</c> takes away what is there too, <c>NoSchedule</c> only lets nothing new come, <c>PreferNoSchedule</c> is for <c>choose</c> to weigh.
/// </summary>
internal static class Tolerations
{
    private const string NoExecute = "NoExecute";
    private const string NoSchedule = "NoSchedule";

    /// <summary>The taint that keeps an object away from an edge; null when none does.</summary>
    /// <param name="taints">The edge's taints.</param>
    /// <param name="tolerations">What the policy puts up with.</param>
    /// <param name="has">Whether the edge has the object now.</param>
    public static Taint? Repels(IReadOnlyList<Taint> taints, IReadOnlyList<Toleration> tolerations, bool has)
    {
        var hard = Untolerated(taints, tolerations, NoExecute);
        return hard is not null || has ? hard : Untolerated(taints, tolerations, NoSchedule);
    }

    /// <summary>Why an edge is no candidate, for people.</summary>
    public static string WhyNot(Taint taint) =>
        $"the taint {(taint.Value.Length > 0 ? $"{taint.Key}={taint.Value}" : taint.Key)}:{taint.Effect} is not tolerated";

    /// <summary>The edges that taints keep an object away from, by taint. Costs nothing while no edge is tainted.</summary>
    /// <param name="fleet">The edges.</param>
    /// <param name="tolerations">What the policy puts up with.</param>
    /// <param name="has">Whether the edge of a slot has the object now.</param>
    public static IReadOnlyList<EdgeReason> Barred(FleetSlots fleet, IReadOnlyList<Toleration> tolerations, Func<int, bool> has)
    {
        if (fleet.Tainted.Count == 0)
        {
            return [];
        }

        var byTaint = new SortedDictionary<string, EdgeSet>(StringComparer.Ordinal);
        foreach (var slot in fleet.Tainted)
        {
            var taints = fleet[slot]!.Taints;
            if (Repels(taints, tolerations, false) is null || Repels(taints, tolerations, has(slot)) is not { } taint)
            {
                continue;
            }

            if (!byTaint.TryGetValue(WhyNot(taint), out var edges))
            {
                byTaint[WhyNot(taint)] = edges = new EdgeSet(fleet.Count);
            }

            edges.Add(slot);
        }

        return [.. byTaint.Select(pair => new EdgeReason(false, pair.Key, pair.Value))];
    }

    private static Taint? Untolerated(IReadOnlyList<Taint> taints, IReadOnlyList<Toleration> tolerations, string effect) =>
        taints.FirstOrDefault(taint => taint.Effect == effect && !tolerations.Any(toleration => toleration.Tolerates(taint)));
}
