using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Gate;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>
/// What admins let workspaces place: an edge or an object outside of the rule gets nothing new, whatever policies say, and keeps what it has for as long as they do. So a rule that becomes narrower, or an
/// edge whose labels change, takes nothing away by itself: the policy stalls there and says so.
/// </summary>
internal sealed partial class HubFlow
{
    // By workspace, while neither its rule nor the fleet changes.
    private readonly Dictionary<string, EdgeSet> _outside = new(StringComparer.Ordinal);

    private readonly CpuMeter _meter = new();

    /// <summary>Decides a policy that is due, in the time that its workspace has for it. Who has none waits, and nobody else does.</summary>
    private async Task MeterAsync(PolicyPlan policy, CancellationToken token)
    {
        var workspace = policy.Key.Workspace;
        var budget = state.Workspaces.Of(workspace)?.Record.Quota?.Cpu;
        if (policy.Record is not null && _meter.WaitsUntil(workspace, budget, time.GetUtcNow()) is { } until)
        {
            policy.Fault = new PolicyFault(EdgeQuota.Reason, $"the policies of the workspace {workspace} have had the {budget} ms of this minute, and go on at {until.UtcDateTime:u}; make them cheaper (kse policy bench), or ask an admin for more (kse workspace set {workspace} --quota cpu=TIME)", "");
            (policy.RetryAt, policy.Urgent) = (until, false);
            return;
        }

        var began = time.GetTimestamp();
        await SurviveAsync(policy, token);
        _meter.Took(workspace, time.GetElapsedTime(began));
    }

    private void AbsorbRules(IReadOnlyCollection<string> workspaces)
    {
        foreach (var workspace in workspaces)
        {
            _outside.Remove(workspace);
            foreach (var policy in _plan.Policies.Values.Where(policy => policy.Key.Workspace == workspace))
            {
                (policy.DirtyAll, policy.Urgent) = (true, true);
            }
        }
    }

    /// <summary>Whether an edge came into, or went out of, what the policy's workspace may place on.</summary>
    private bool Reruled(PolicyPlan policy, EdgeRecord before, EdgeRecord after) =>
        state.Workspaces.Of(policy.Key.Workspace) is { LimitsEdges: true } rule && rule.Allows(before) != rule.Allows(after);

    /// <summary>Edges on which an object may not be placed, and why.</summary>
    private (EdgeSet Edges, string Why) Outside(PolicyPlan policy, ObjectKey key)
    {
        if (state.Workspaces.Of(policy.Key.Workspace) is not { } rule || UpsyncSubject.KeyOf(policy.Key.Name) == key)
        {
            return (EdgeSets.Empty, "");
        }

        if (rule.WhyNot(key) is { } why)
        {
            return (_plan.Fleet.All(), why);
        }

        if (!rule.LimitsEdges)
        {
            return (EdgeSets.Empty, "");
        }

        if (!_outside.TryGetValue(policy.Key.Workspace, out var outside))
        {
            outside = _outside[policy.Key.Workspace] = EdgeSets.Of(_plan.Fleet.Count, _plan.Fleet.All().Members().Where(slot => !rule.Allows(_plan.Fleet[slot]!)));
        }

        return (outside, rule.WhyNotThere);
    }

    /// <summary>Bars those that do not have it, as a taint does that lets nothing new come.</summary>
    private void BarByRule(PolicyPlan policy, ObjectKey key, List<EdgeReason> barred)
    {
        var (edges, why) = Outside(policy, key);
        if (!EdgeSets.IsEmpty(edges))
        {
            Bar(barred, why, EdgeSets.Of(_plan.Fleet.Count, edges.Members().Where(slot => !policy.HasInForce(slot, key))));
        }
    }

    /// <summary>Those that have it: asked about, and kept where the policy still wants it there.</summary>
    private EdgeFault? Ruled(PolicyPlan policy, ObjectKey key)
    {
        var (edges, why) = Outside(policy, key);
        var has = EdgeSets.IsEmpty(edges) ? edges : EdgeSets.Of(_plan.Fleet.Count, edges.Members().Where(slot => policy.HasInForce(slot, key)));
        return EdgeSets.IsEmpty(has) ? null : new EdgeFault(new PolicyFault(WorkspaceRule.Reason, $"{why}; what is there stays until the policy takes it away", ""), has);
    }

    private static Placement Within(Placement place, EdgeFault? ruled)
    {
        var kept = ruled is null ? EdgeSets.Empty : EdgeSets.Intersect(place.Edges, ruled.Edges);
        return EdgeSets.IsEmpty(kept) ? place : place with { Edges = EdgeSets.Minus(place.Edges, kept), Failed = [.. place.Failed, ruled! with { Edges = kept }] };
    }
}
