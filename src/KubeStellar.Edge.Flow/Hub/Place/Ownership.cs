using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Place;

/// <summary>
/// Which policy owns which object: the oldest that selects it. What changed hands is marked dirty at both policies. A policy whose bundle is
/// not loaded selects nothing here; what its roots still name is kept for it by the caller.
/// </summary>
internal sealed class Ownership(IHubInventory inventory, OwnedCounts counts, SelectionBook selections)
{
    private readonly Dictionary<(string Workspace, ObjectKey Key), PolicyKey> _owners = [];

    /// <summary>The owner of an object; null when no policy selects it.</summary>
    public PolicyKey? Owner(string workspace, ObjectKey key) => _owners.TryGetValue((workspace, key), out var owner) ? owner : null;

    /// <summary>Whether a policy selects an object; null when its function gave no answer.</summary>
    public bool? Selects(PolicyPlan plan, WorkloadEntry entry, JsonElement workload) => selections.Selects(plan, entry.Record, workload);

    /// <summary>All objects that a policy owns.</summary>
    public IEnumerable<ObjectKey> OwnedBy(PolicyKey policy) => _owners.Where(pair => pair.Value == policy).Select(pair => pair.Key.Key);

    /// <summary>The same over another inventory, with nothing owned yet; what functions said of objects is shared.</summary>
    public Ownership Over(IHubInventory overlay) => new(overlay, new OwnedCounts(), selections);

    /// <summary>
    /// Asks the <c>selects</c> functions about given objects (all, when null), which comes before ownership is decided.
    /// Returns the policies whose function failed: what they owned stays their own.
    /// </summary>
    public async Task<IReadOnlyList<(PolicyPlan Policy, PolicyFault Fault)>> AskAsync(
        IEnumerable<PolicyPlan> policies, IEnumerable<(string Workspace, ObjectKey Key)>? keys, CancellationToken token)
    {
        var failed = new List<(PolicyPlan, PolicyFault)>();
        foreach (var policy in policies.Where(policy => policy is { Record: not null, Shape.Selects.Function: true }))
        {
            var asked = keys is null
                ? inventory.Workloads.Where(workload => workload.Workspace == policy.Key.Workspace).Select(workload => workload.Key)
                : keys.Where(key => key.Workspace == policy.Key.Workspace).Select(key => key.Key);
            if (await selections.AskAsync(policy, inventory, asked.Order(), token) is { } fault)
            {
                failed.Add((policy, fault));
            }
        }

        return failed;
    }

    /// <summary>Drops what is remembered of bundles that no policy has any more.</summary>
    public void Keep(IEnumerable<PolicyPlan> policies) => selections.Keep(policies);

    /// <summary>Decides given objects anew; all objects when <paramref name="keys"/> is null, because a policy came, went or changed.</summary>
    public void Decide(IReadOnlyDictionary<PolicyKey, PolicyPlan> plans, IEnumerable<(string Workspace, ObjectKey Key)>? keys)
    {
        var byAge = plans.Values
            .Where(plan => plan is { Record: not null, Shape: not null })
            .OrderBy(plan => plan.Record!.Order).ThenBy(plan => plan.Key)
            .ToLookup(plan => plan.Key.Workspace);
        var asked = keys?.ToList() ?? [.. inventory.Workloads.Select(workload => (workload.Workspace, workload.Key)).Union(_owners.Keys)];
        foreach (var (workspace, key) in asked)
        {
            Decide(plans, byAge[workspace], workspace, key);
        }
    }

    private void Decide(IReadOnlyDictionary<PolicyKey, PolicyPlan> plans, IEnumerable<PolicyPlan> byAge, string workspace, ObjectKey key)
    {
        PolicyPlan? owner = null;
        var entry = inventory.Find(workspace, key);
        var workload = entry is null ? default : CanonicalJson.Parse(entry.Canonical.Span);
        foreach (var plan in byAge)
        {
            // Without an answer nothing changes hands.
            var selects = entry is not null && (selections.Selects(plan, entry.Record, workload) ?? Owner(workspace, key) == plan.Key);
            if (selects && owner is not null)
            {
                plan.Contested.Add(key);
            }
            else
            {
                plan.Contested.Remove(key);
            }

            owner ??= selects ? plan : null;
        }

        if (Owner(workspace, key) is { } before && before != owner?.Key)
        {
            _owners.Remove((workspace, key));
            counts.Add(before, -1);
            if (plans.TryGetValue(before, out var loser))
            {
                // Perhaps it was this one that stalled it.
                loser.DirtyObjects.Add(key);
                loser.Urgent = true;
            }
        }

        if (owner is not null && _owners.TryAdd((workspace, key), owner.Key))
        {
            counts.Add(owner.Key, 1);
            owner.DirtyObjects.Add(key);
        }
    }
}
