using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Gate.Rollouts;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gate;

/// <summary>
/// Decides which policies' newest decisions reach their edges now. The whole placement is one wave: a policy's change goes or waits as a whole.
/// Waves come between <see cref="Judge"/> and <see cref="Target"/>: an edge outside the present wave keeps what is in force, as with a hold.
/// </summary>
internal sealed class Gatekeeper(RolloutTable rollouts, WorkspaceBook workspaces, IOptions<GateOptions> options, TimeProvider time)
{
    private readonly BlastGuard _guard = new(options.Value);

    /// <summary>What an edge gets of a policy.</summary>
    public static ManifestRef? Target(PolicyPlan plan, int slot) => plan.KeepsAt(slot) ? plan.InForce[slot] : plan.GoalAt(slot);

    /// <summary>Sets or lifts the hold of every policy that is not stalled, the oldest first.</summary>
    public void Judge(IEnumerable<PolicyPlan> byAge, FleetSlots fleet)
    {
        var plans = byAge.ToList();
        EdgeQuota.Judge(plans, workspaces, fleet);
        var removals = plans.Where(plan => plan.Fault is null).ToDictionary(plan => plan, plan => Removals.Of(plan, fleet));
        int? total = null;
        var released = 0;
        foreach (var (plan, loss) in removals)
        {
            if (loss is { Count: 0, Unreadable: 0 })
            {
                plan.Hold = null;
                continue;
            }

            total ??= plans.Sum(other => Placements(other, fleet));
            (plan.Hold, var held) = _guard.Judge(plan.Key, loss, released, total.Value, rollouts.Of(plan.Key), plan.Removals, fleet, time.GetUtcNow());
            plan.Removals = plan.Hold is null ? plan.Removals : held;
            released += plan.Hold is null ? loss.Count : 0;
        }
    }

    /// <summary>What <see cref="Judge"/> would say to plans that are only thought of; sets nothing.</summary>
    /// <param name="thought">The plans, with what is in force.</param>
    /// <param name="all">All real plans, for what is in force in all.</param>
    /// <param name="fleet">Names of the slots.</param>
    public IReadOnlyList<Weighed> Weigh(IEnumerable<PolicyPlan> thought, IEnumerable<PolicyPlan> all, FleetSlots fleet)
    {
        var (total, released) = (Total(all, fleet), 0);
        var weighed = new List<Weighed>();
        foreach (var plan in thought.OrderBy(plan => plan.Record?.Order ?? long.MinValue).ThenBy(plan => plan.Key))
        {
            var loss = Removals.Of(plan, fleet);
            var hold = _guard.Judge(plan.Key, loss, released, total, rollouts.Of(plan.Key), null, fleet, time.GetUtcNow()).Hold;
            released += hold is null ? loss.Count : 0;
            weighed.Add(new Weighed(plan, loss, hold));
        }

        return weighed;
    }

    /// <summary>All placements in force at edges of the inventory.</summary>
    public static int Total(IEnumerable<PolicyPlan> all, FleetSlots fleet) => all.Sum(plan => Placements(plan, fleet));

    /// <summary>Placements of a policy in force at edges of the inventory.</summary>
    private static int Placements(PolicyPlan plan, FleetSlots fleet)
    {
        var count = 0;
        for (var slot = 0; slot < Math.Min(fleet.Count, plan.InForce.Length); slot++)
        {
            if (fleet[slot] is not null && plan.InForce[slot] is { } manifest)
            {
                count += manifest.Record?.Objects.Count ?? 1;
            }
        }

        return count;
    }

    /// <summary>The state of a policy after a plan, as its record shows it.</summary>
    public PolicyState StateOf(PolicyPlan plan, FleetSlots fleet)
    {
        var (phase, reason, message, location) = (plan.Fault, plan.Hold) switch
        {
            ({ } fault, _) => (PolicyPhase.Stalled, fault.Reason, $"{fault.Message}; its last good decisions stay", fault.Location),
            (_, { } hold) => (PolicyPhase.Held, HoldText.Reason, HoldText.Sentence(hold), ""),
            _ when plan.Beyond is { } beyond => (PolicyPhase.Stalled, EdgeQuota.Reason, $"{beyond}; its last good decisions stay", ""),
            _ when StuckText.Of(plan, fleet) is { } stuck => (PolicyPhase.Stalled, stuck.Reason, stuck.Message, stuck.Location),
            _ when plan.Contested.Count + plan.Excluded.Count + plan.Yields.Count > 0 => (PolicyPhase.Stalled, "ObjectOwnedByOther", Contest(plan), ""),
            _ when plan.Links.FirstOrDefault(pair => pair.Value.Missing.Count > 0) is { Value: { } links } found =>
                (PolicyPhase.Ready, "ReferenceMissing", $"{LinkNode.Of(found.Key)} names {links.Missing[0]}, which nobody applied; it waits for that, or goes where that is: apply it, or take it out of dependsOn or affinity", ""),
            _ => RolloutText.StateOf(plan.Progress),
        };
        var before = plan.Record?.State ?? new PolicyState();
        var state = before with { Phase = phase, Reason = reason, Message = message, Location = location };
        return state == before ? before : state with { Since = before.Phase == phase && before.Reason == reason ? before.Since : time.GetUtcNow() };
    }

    private static string Contest(PolicyPlan plan)
    {
        const int Shown = 3;
        var objects = plan.Contested.Union(plan.Excluded).Union(plan.Yields.Keys).Order().ToList();
        var more = objects.Count > Shown ? $" and {objects.Count - Shown} more" : "";
        return $"another policy owns {string.Join(", ", objects.Take(Shown))}{more}; this one goes on without; select them by one policy only";
    }
}
