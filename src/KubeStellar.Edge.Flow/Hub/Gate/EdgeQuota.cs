using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Gate;

/// <summary>
/// On how many edges a workspace may place: the policies share them in the order of their ages, and one that would go beyond keeps what it has as a whole. Which of its edges would be too many is not
/// for the hub to pick. Pure.
/// </summary>
internal static class EdgeQuota
{
    internal const string Reason = "WorkspaceQuota";

    internal static void Judge(IReadOnlyList<PolicyPlan> byAge, WorkspaceBook workspaces, FleetSlots fleet)
    {
        foreach (var workspace in byAge.GroupBy(plan => plan.Key.Workspace, StringComparer.Ordinal))
        {
            var quota = workspaces.Of(workspace.Key)?.Record.Quota?.Edges;
            var taken = new HashSet<int>();
            foreach (var plan in workspace)
            {
                plan.Beyond = null;
                if (quota is { } most)
                {
                    Judge(plan, most, taken, fleet);
                }
            }
        }
    }

    private static void Judge(PolicyPlan plan, long most, HashSet<int> taken, FleetSlots fleet)
    {
        var has = Slots(plan, fleet, (one, slot) => one.InForce[slot] is not null).ToHashSet();
        var wants = plan.Keeps ? has : Slots(plan, fleet, (one, slot) => (one.Stuck[slot] ? one.InForce[slot] : one.Want(slot)) is not null).ToHashSet();
        var news = wants.Count(slot => !taken.Contains(slot) && !has.Contains(slot));
        if (news > 0 && taken.Union(wants).Count() > most)
        {
            plan.Beyond = $"it wants {news} more {(news == 1 ? "edge" : "edges")}, and the workspace {plan.Key.Workspace} may place on {most}, of which older policies have {taken.Count} and this one {has.Count}; place on fewer, or ask an admin for more (kse workspace set {plan.Key.Workspace} --quota edges=N)";
            wants = has;
        }

        taken.UnionWith(wants);
    }

    private static IEnumerable<int> Slots(PolicyPlan plan, FleetSlots fleet, Func<PolicyPlan, int, bool> has) =>
        Enumerable.Range(0, Math.Min(fleet.Count, plan.InForce.Length)).Where(slot => fleet[slot] is not null && has(plan, slot));
}
