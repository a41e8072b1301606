using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow;

/// <summary>Selects and describes over the inventory as it would be, to refuse what would wait for itself. Costs nothing in a workspace where no policy relates anything.</summary>
internal sealed class RelationCheck(IPolicyRuntime runtime, LoadedBundles bundles) : IRelationCheck, IDisposable
{
    private const int MostFaults = 20;

    // Books of its own: those of the flow belong to its one writer. Kept from request to request, so that only what a request changes is asked about.
    private readonly SelectionBook _selections = new(runtime);
    private readonly Placer _placer = new(runtime);
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<IReadOnlyList<ApiFault>> CheckAsync(IHubInventory inventory, string workspace, IReadOnlyDictionary<LinkNode, string> asked, CancellationToken token)
    {
        var plans = new Dictionary<PolicyKey, PolicyPlan>();
        foreach (var policy in inventory.Policies.Where(policy => policy.Workspace == workspace))
        {
            var key = new PolicyKey(workspace, policy.Name);
            var shape = await bundles.LoadAsync(policy.Digest, policy.Bundle, token);
            plans[key] = new PolicyPlan(key) { Record = policy, Shape = shape.Value, Loaded = policy.Digest };
        }

        var waits = Waits(plans.Values, asked);
        if (waits.Count > 0 || !plans.Values.Any(plan => plan.Shape is { Relates: true } or { DependsOnPolicies.Count: > 0 }))
        {
            return waits;
        }

        await _turn.WaitAsync(token);
        try
        {
            _selections.Keep(inventory.Policies.Select(policy => policy.Digest).ToHashSet());
            return await CheckAsync(inventory, workspace, plans, asked, token);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyList<ApiFault>> CheckAsync(
        IHubInventory inventory, string workspace, Dictionary<PolicyKey, PolicyPlan> plans, IReadOnlyDictionary<LinkNode, string> asked, CancellationToken token)
    {
        var faults = new List<ApiFault>();
        var owners = new Ownership(inventory, new OwnedCounts(), _selections);
        foreach (var (policy, fault) in await owners.AskAsync(plans.Values, null, token))
        {
            Blame(faults, asked, LinkNode.Of(policy.Key.Name), fault);
        }

        owners.Decide(plans, null);
        var reader = new LinkReader(inventory.Workloads.Where(workload => workload.Workspace == workspace).Select(workload => workload.Key));
        var graph = new LinkGraph();
        foreach (var policy in plans.Values)
        {
            var owned = owners.OwnedBy(policy.Key).Order().ToList();
            foreach (var key in policy.Shape is { Relates: true } ? owned : [])
            {
                if (inventory.Find(workspace, key) is not { } workload)
                {
                    // Deleted meanwhile: what is gone waits for nobody.
                    continue;
                }

                var outcome = await _placer.DescribeAsync(policy.Loaded, workload.Record.Digest, workload.Canonical, token);
                if (!outcome.Ok)
                {
                    Blame(faults, asked, LinkNode.Of(policy.Key.Name), outcome.Fault);
                    break;
                }

                policy.Links[key] = reader.Read(key, outcome.Value);
            }

            graph.Add(policy.Key.Name, policy.Shape, owned, policy.Links);
        }

        // One item of each circle is told, of the shortest way that leads back to it. What one object says of policies holds for all of its own policy.
        var speakers = plans.Values.ToDictionary(plan => plan.Key.Name, plan => plan.Links.Where(pair => pair.Value.Policies.Count > 0).Select(pair => LinkNode.Of(pair.Key)).ToList(), StringComparer.Ordinal);
        foreach (var circle in graph.Circles().TakeWhile(_ => faults.Count < MostFaults))
        {
            var (way, fault) = circle.Through(circle.First);
            if (First(way.Concat(way.SelectMany(node => speakers.GetValueOrDefault(node.Policy) ?? []))) is { } told)
            {
                Blame(faults, asked, told, fault);
            }
            else if (First(circle.Nodes) is { } other)
            {
                Blame(faults, asked, other, circle.Through(other).Fault);
            }
            else if (First(circle.Nodes.Where(node => node.Policy.Length == 0).Select(node => owners.Owner(workspace, node.Object)).OfType<PolicyKey>().Select(owner => LinkNode.Of(owner.Name))) is { } owning)
            {
                // All objects of the circle were there before: it is the policy that now says so.
                Blame(faults, asked, owning, fault);
            }
        }

        LinkNode? First(IEnumerable<LinkNode> nodes) => nodes.Where(asked.ContainsKey).Select(node => (LinkNode?)node).FirstOrDefault();

        return faults;
    }

    /// <summary>Rollouts that would wait for each other.</summary>
    private static List<ApiFault> Waits(IEnumerable<PolicyPlan> plans, IReadOnlyDictionary<LinkNode, string> asked)
    {
        var after = plans.Where(plan => plan.Shape?.Rollout is not null).ToDictionary(plan => plan.Key.Name, plan => RolloutRule.Read(plan.Shape!.Rollout!.Value).After, StringComparer.Ordinal);
        var faults = new List<ApiFault>();
        foreach (var name in after.Keys.Order(StringComparer.Ordinal))
        {
            if (asked.TryGetValue(LinkNode.Of(name), out var source) && RolloutCircles.Through(name, after) is { } way)
            {
                faults.Add(new ApiFault(source, "rollout.after", $"DependencyCycle: rollouts would wait for each other for ever: {way}; take one of them out of rollout.after"));
            }
        }

        return faults;
    }

    private static void Blame(List<ApiFault> faults, IReadOnlyDictionary<LinkNode, string> asked, LinkNode node, PolicyFault fault)
    {
        if (asked.TryGetValue(node, out var source))
        {
            faults.Add(new ApiFault(fault.Location.Length > 0 ? fault.Location : source, node.Policy.Length > 0 ? "dependsOn" : node.ToString(), $"{fault.Reason}: {fault.Message}"));
        }
    }
}
