using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Gate;

/// <summary>What is said of a policy that failed for some edges only: how many, which, and why.</summary>
internal static class StuckText
{
    private const int Shown = 3;

    /// <summary>The fault of the most edges, with a sentence about all of them; null when no edge is stuck.</summary>
    public static PolicyFault? Of(PolicyPlan plan, FleetSlots fleet)
    {
        var names = plan.Stuck.Members().Where(slot => fleet[slot] is not null).Select(slot => fleet[slot]!.Id).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
        {
            return null;
        }

        var faults = plan.Failures.SelectMany(pair => pair.Value.Select(fault => (pair.Key, fault.Fault, fault.Edges.Count)))
            .OrderByDescending(one => one.Count).ThenBy(one => one.Key).ThenBy(one => one.Fault.Message, StringComparer.Ordinal).ToList();
        var (key, first, _) = faults[0];
        var others = faults.Select(one => (one.Fault.Reason, one.Fault.Location)).Distinct().Count() - 1;
        var shown = string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", ..." : "");
        var total = fleet.All().Count;
        var edges = names.Count == 1 ? $"1 of {total} edges ({shown}) keeps its" : $"{names.Count} of {total} edges ({shown}) keep their";
        var place = first.Location.Length > 0 ? $" at {first.Location}" : "";
        var more = others > 0 ? $"; and {others} other {(others == 1 ? "fault" : "faults")}" : "";
        return first with { Message = $"{edges} last good state: {Named(key)}: {first.Reason}: {first.Message}{place}{more}" };
    }

    private static string Named(ObjectKey key) => key.Namespace.Length > 0 ? $"{key.Kind}/{key.Namespace}/{key.Name}" : $"{key.Kind}/{key.Name}";
}
