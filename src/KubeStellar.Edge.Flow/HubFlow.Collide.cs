using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Customize;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>Copies that objects fan out into must not have the name of anything else at the same edge.</summary>
internal sealed partial class HubFlow
{
    // What copies were last looked for in, by workspace: the very same decisions collide as they did.
    private readonly Dictionary<string, List<object>> _collided = new(StringComparer.Ordinal);

    /// <summary>Finds copies that take another object's name, edge by edge: what their owners applied and what is kept comes first, then copies in the order of their policies' ages. Returns whether anything changed.</summary>
    private bool Collide()
    {
        var changed = false;
        foreach (var workspace in _plan.ByAge.ToLookup(policy => policy.Key.Workspace))
        {
            if (!workspace.Any(policy => policy.Collisions.Count > 0 || policy.Objects.Values.Any(plan => plan.Variants.FansOut)))
            {
                _collided.Remove(workspace.Key);
                continue;
            }

            if (Basis(workspace) is not { } basis)
            {
                _collided.Remove(workspace.Key);
            }
            else if (_collided.TryGetValue(workspace.Key, out var last) && last.SequenceEqual(basis, ReferenceEqualityComparer.Instance))
            {
                continue;
            }
            else
            {
                _collided[workspace.Key] = basis;
            }

            var faults = Collisions.Find(workspace, _plan.Fleet);
            foreach (var policy in workspace)
            {
                var after = faults.GetValueOrDefault(policy) ?? [];
                if (Same(policy.Collisions, after))
                {
                    continue;
                }

                policy.Collisions = after.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<EdgeFault>)pair.Value);
                policy.Stick();
                (policy.Unrecorded, changed) = (true, true);
            }
        }

        return changed;
    }

    /// <summary>All that collisions are found in; null where some edges keep what they have, which is not compared.</summary>
    private static List<object>? Basis(IEnumerable<PolicyPlan> workspace)
    {
        var basis = new List<object>();
        foreach (var policy in workspace)
        {
            if (policy.Keeps || policy.Objects.Values.Any(plan => plan.Failed.Count > 0))
            {
                return null;
            }

            basis.Add(policy);
            basis.AddRange(policy.Objects.Values.Select(plan => plan.Variants));
            basis.AddRange(policy.Yields.Values);
        }

        return basis;
    }

    private static bool Same(Dictionary<ObjectKey, IReadOnlyList<EdgeFault>> before, Dictionary<ObjectKey, List<EdgeFault>> after) =>
        before.Count == after.Count && after.All(pair => before.TryGetValue(pair.Key, out var old) && old.Count == pair.Value.Count
            && old.Zip(pair.Value).All(two => two.First.Fault == two.Second.Fault && EdgeSets.Same(two.First.Edges, two.Second.Edges)));
}
