using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// What follows from a tree and an inventory; pure. An object that any policy of the tree names is never removed, so that one which moved from one policy
/// to another stays. While a manifest is unreadable nothing is removed at all, because it may name what looks forsaken.
/// </summary>
/// <param name="Wanted">What to have, by key.</param>
/// <param name="Refused">Objects that a policy names while another, the present owner or the first in order, has them.</param>
/// <param name="Lines">Lines to record before anything is applied: new ones with no content yet, and those whose policy or prune modifier changed.</param>
/// <param name="Union">All lines, old and new.</param>
/// <param name="Applies">Keys to apply, in order.</param>
/// <param name="Prunes">Keys to remove, in order, after all applies were tried.</param>
/// <param name="Orphans">Keys whose lines are dropped while the object stays.</param>
internal sealed record ApplyPlan(
    IReadOnlyDictionary<ObjectKey, WantedObject> Wanted,
    IReadOnlyList<WantedObject> Refused,
    IReadOnlyList<TrackedObject> Lines,
    IReadOnlyList<TrackedObject> Union,
    IReadOnlyList<ObjectKey> Applies,
    IReadOnlyList<ObjectKey> Prunes,
    IReadOnlyList<ObjectKey> Orphans)
{
    internal static ApplyPlan Make(EdgeTree tree, IReadOnlyDictionary<ObjectKey, TrackedObject> inventory)
    {
        var (wanted, refused) = Want(tree, inventory);
        var union = new SortedDictionary<ObjectKey, TrackedObject>(inventory.ToDictionary());
        var lines = new List<TrackedObject>();
        foreach (var (key, item) in wanted)
        {
            var line = union.TryGetValue(key, out var old)
                ? old with { Policy = item.Policy, Prune = item.Entry.Prune }
                : new TrackedObject(key, item.Policy, default, item.Entry.Prune);
            if (line != old)
            {
                lines.Add(line);
                union[key] = line;
            }
        }

        var forsaken = tree.Whole ? inventory.Values.Where(line => !wanted.ContainsKey(line.Key)).ToList() : [];
        return new ApplyPlan(
            wanted,
            refused,
            lines,
            [.. union.Values],
            [.. wanted.Keys.Order(Comparer<ObjectKey>.Create(KindOrder.Compare))],
            [.. forsaken.Where(line => line.Prune).Select(line => line.Key).OrderDescending(Comparer<ObjectKey>.Create(KindOrder.Compare))],
            [.. forsaken.Where(line => !line.Prune).Select(line => line.Key).Order()]);
    }

    private static (Dictionary<ObjectKey, WantedObject> Wanted, List<WantedObject> Refused) Want(EdgeTree tree, IReadOnlyDictionary<ObjectKey, TrackedObject> inventory)
    {
        var wanted = new Dictionary<ObjectKey, WantedObject>();
        var refused = new List<WantedObject>();
        foreach (var (policy, manifest) in tree.Manifests.OrderBy(item => item.Key))
        {
            foreach (var entry in manifest.Record.Objects)
            {
                var item = new WantedObject(policy, entry);
                if (inventory.GetValueOrDefault(entry.Key) is { } line && tree.Unreadable.Contains(line.Policy))
                {
                    refused.Add(item);
                }
                else if (wanted.TryAdd(entry.Key, item))
                {
                }
                else if (inventory.GetValueOrDefault(entry.Key)?.Policy == policy)
                {
                    refused.Add(wanted[entry.Key]);
                    wanted[entry.Key] = item;
                }
                else
                {
                    refused.Add(item);
                }
            }
        }

        return (wanted, refused);
    }
}
