using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>How objects stand to others: what they wait for at an edge, and where the placement of one hangs on that of another.</summary>
internal sealed partial class HubFlow
{
    private bool _relate = true;

    /// <summary>Asks policies that relate objects about those that they own, and looks for those that wait for each other.</summary>
    private async Task RelateAsync(CancellationToken token)
    {
        _relate = false;
        foreach (var workspace in _plan.Policies.Values.Where(policy => policy.Record is not null).ToLookup(policy => policy.Key.Workspace))
        {
            var relating = workspace.Any(policy => policy.Unrelated || policy.Shape is { Relates: true } or { DependsOnPolicies.Count: > 0 });
            if (!relating)
            {
                foreach (var policy in workspace)
                {
                    policy.Links.Clear();
                }

                continue;
            }

            var reader = new LinkReader(inventory.Workloads.Where(workload => workload.Workspace == workspace.Key).Select(workload => workload.Key));
            var graph = new LinkGraph();
            var silent = new Dictionary<PolicyPlan, PolicyFault>();
            foreach (var policy in workspace)
            {
                var owned = ownership.OwnedBy(policy.Key).Order().ToList();
                if (await SurviveAsync(policy, () => DescribeAsync(policy, owned, reader, token), token) is { } fault)
                {
                    silent[policy] = fault;
                }

                graph.Add(policy.Key.Name, policy.Shape, owned, policy.Links);
            }

            var faults = graph.Faults();
            foreach (var policy in workspace)
            {
                Relate(policy, silent.GetValueOrDefault(policy) ?? faults.GetValueOrDefault(policy.Key.Name));
            }
        }
    }

    private void Relate(PolicyPlan policy, PolicyFault? fault)
    {
        if (fault is not null)
        {
            if (policy.Fault != fault || policy.Urgent || time.GetUtcNow() >= policy.RetryAt)
            {
                Stall(policy, fault);
            }

            (policy.Unrelated, policy.Urgent) = (true, false);
        }
        else if (policy.Unrelated)
        {
            // Perhaps because of what another policy says now.
            (policy.Unrelated, policy.Urgent) = (false, true);
            policy.DirtyAll |= policy.Objects.Count == 0;
            policy.Shifted.UnionWith(policy.Objects.Keys);
        }
    }

    /// <summary>Asks how a policy's objects stand to others. Returns why it could not say; what it said before stays then.</summary>
    private async Task<PolicyFault?> DescribeAsync(PolicyPlan policy, IReadOnlyList<ObjectKey> owned, LinkReader reader, CancellationToken token)
    {
        if (policy.Shape is not { Relates: true })
        {
            policy.Links.Clear();
            return null;
        }

        var links = new Dictionary<ObjectKey, ObjectLinks>();
        foreach (var key in owned)
        {
            if (inventory.Find(policy.Key.Workspace, key) is not { } workload)
            {
                continue;
            }

            var outcome = await placer.DescribeAsync(policy.Loaded, workload.Record.Digest, workload.Canonical, token);
            if (!outcome.Ok)
            {
                return outcome.Fault;
            }

            links[key] = reader.Read(key, outcome.Value);
        }

        policy.Links.Clear();
        foreach (var (key, link) in links)
        {
            policy.Links[key] = link;
        }

        return null;
    }

    /// <summary>Marks objects whose surroundings are others than when they were decided. Returns whether there are any.</summary>
    private bool Shift()
    {
        var shifted = false;
        foreach (var policy in _plan.Policies.Values.Where(policy => policy is { Fault: null, Record: not null, Links.Count: > 0 }))
        {
            foreach (var (key, links) in policy.Links)
            {
                if (policy.Objects.GetValueOrDefault(key) is { } plan && !policy.Shifted.Contains(key)
                    && (!ObjectNeeds.Same(plan.Needs, NeedsOf(policy, links)) || (links.With.Count + links.Without.Count > 0 && !EdgeSets.Same(EdgeFaults.Edges(plan.Barred), EdgeFaults.Edges(Barred(policy, key))))))
                {
                    shifted |= policy.Shifted.Add(key);
                }
            }
        }

        return shifted;
    }

    /// <summary>Adds the edges that an object's affinity rules out.</summary>
    private void BarByAffinity(PolicyPlan policy, ObjectKey key, List<EdgeReason> barred)
    {
        if (!policy.Links.TryGetValue(key, out var links))
        {
            return;
        }

        // A region judges that for each of its own edges.
        var own = EdgeSets.Minus(_plan.Fleet.All(), _plan.Fleet.Regions());
        foreach (var with in links.With)
        {
            Bar(barred, $"affinity: {LinkNode.Of(with)} is not placed there", EdgeSets.Minus(own, PlacedAt(policy.Key.Workspace, with)));
        }

        foreach (var without in links.Without)
        {
            Bar(barred, $"anti-affinity: {LinkNode.Of(without)} is placed there", EdgeSets.Intersect(own, PlacedAt(policy.Key.Workspace, without)));
        }
    }

    /// <summary>Edges where an object is, or will be when this plan is published.</summary>
    private EdgeSet PlacedAt(string workspace, ObjectKey key)
    {
        if (ownership.Owner(workspace, key) is not { } owner || !_plan.Policies.TryGetValue(owner, out var policy))
        {
            return EdgeSets.Empty;
        }

        if (!policy.Keeps && policy.Objects.TryGetValue(key, out var plan))
        {
            var kept = policy.Stuck.Members().Where(slot => _plan.Fleet[slot] is not null && policy.HasInForce(slot, key));
            return EdgeSets.Union(EdgeSets.Minus(plan.Given, policy.Stuck), EdgeSets.Of(_plan.Fleet.Count, kept));
        }

        return EdgeSets.Of(_plan.Fleet.Count, Enumerable.Range(0, _plan.Fleet.Count).Where(slot => _plan.Fleet[slot] is not null && policy.HasInForce(slot, key)));
    }

    /// <summary>What an object waits for, with what others fan out into now.</summary>
    private ObjectNeeds? NeedsOf(PolicyPlan policy, ObjectLinks links)
    {
        if (links.Needs.Count + links.Policies.Count == 0)
        {
            return null;
        }

        var fans = new Dictionary<ObjectKey, VariantTable>();
        foreach (var key in links.Needs)
        {
            if (ownership.Owner(policy.Key.Workspace, key) is { } owner && _plan.Policies.GetValueOrDefault(owner)?.Objects.GetValueOrDefault(key) is { } plan && plan.Variants.FansOut)
            {
                fans[key] = plan.Variants;
            }
        }

        return customizer.Needs(links.Needs, links.Policies, fans);
    }
}
