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
/// <param name="Applies">Keys to apply, in order: what is depended on first, and by kind where nothing is said.</param>
/// <param name="Prunes">Keys to remove, in order, after all applies were tried: what depends on others first, and against the order of kinds where nothing is said.</param>
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
    private IReadOnlyDictionary<PolicyKey, ManifestRef> Manifests { get; init; } = new Dictionary<PolicyKey, ManifestRef>();

    private ILookup<Need, ObjectKey> Holders { get; init; } = Enumerable.Empty<ObjectKey>().ToLookup(Need.Of);

    /// <summary>What each wanted object depends on; an object that is not in it depends on nothing.</summary>
    internal required IReadOnlyDictionary<ObjectKey, IReadOnlyList<Need>> Needs { get; init; }

    /// <summary>Wanted objects that depend on themselves by way of others, each with that way.</summary>
    internal required IReadOnlyDictionary<ObjectKey, string> Cycles { get; init; }

    /// <summary>Objects of a policy in the tree.</summary>
    internal IEnumerable<ObjectKey> Members(PolicyKey policy) => Manifests.GetValueOrDefault(policy)?.Record.Objects.Select(entry => entry.Key) ?? [];

    /// <summary>Objects to be removed before this one, because they depended on it.</summary>
    internal IEnumerable<ObjectKey> RemovedBefore(TrackedObject line) =>
        Holders[Need.Of(line.Key)].Concat(Holders[Need.Of(line.Policy)]).Where(key => key != line.Key);

    internal static ApplyPlan Make(EdgeTree tree, IReadOnlyDictionary<ObjectKey, TrackedObject> inventory)
    {
        var (wanted, refused) = Want(tree, inventory);
        var needs = NeedsOf(tree, wanted);
        var union = new SortedDictionary<ObjectKey, TrackedObject>(inventory.ToDictionary());
        var lines = new List<TrackedObject>();
        foreach (var (key, item) in wanted)
        {
            var line = (union.TryGetValue(key, out var old) ? old : new TrackedObject(key, item.Policy, default, item.Entry.Prune)) with
            {
                Policy = item.Policy,
                Prune = item.Entry.Prune,
                DependsOn = needs.GetValueOrDefault(key)?.Select(need => need.ToString()).ToList(),
            };
            if (line != old)
            {
                lines.Add(line);
                union[key] = line;
            }
        }

        var order = DependencySort.Of(wanted.Keys, needs, policy => tree.Manifests.GetValueOrDefault(policy)?.Record.Objects.Select(entry => entry.Key) ?? []);
        var forsaken = tree.Whole ? inventory.Values.Where(line => !wanted.ContainsKey(line.Key)).ToList() : [];
        var (prunes, holders) = Prune([.. forsaken.Where(line => line.Prune)]);
        return new ApplyPlan(wanted, refused, lines, [.. union.Values], order.Order, prunes, [.. forsaken.Where(line => !line.Prune).Select(line => line.Key).Order()])
        {
            Manifests = tree.Manifests,
            Holders = holders,
            Needs = needs,
            Cycles = order.Cycles,
        };
    }

    private static Dictionary<ObjectKey, IReadOnlyList<Need>> NeedsOf(EdgeTree tree, Dictionary<ObjectKey, WantedObject> wanted) => wanted
        .Select(item => (item.Key, Needs: Need.Of(tree.Manifests[item.Value.Policy].Record, item.Value.Entry)))
        .Where(item => item.Needs.Count > 0)
        .ToDictionary(item => item.Key, item => item.Needs);

    private static (IReadOnlyList<ObjectKey> Order, ILookup<Need, ObjectKey> Holders) Prune(List<TrackedObject> lines)
    {
        var needs = lines.Where(line => line.DependsOn is not null)
            .ToDictionary(line => line.Key, line => (IReadOnlyList<Need>)[.. line.DependsOn!.Select(Need.Parse).OfType<Need>()]);
        var members = lines.ToLookup(line => line.Policy, line => line.Key);
        var order = DependencySort.Of(lines.Select(line => line.Key), needs, policy => members[policy]);

        // In a circle nobody is the first; the root says that all of it goes.
        return (
            [.. order.Order.Reverse()],
            needs.Where(item => !order.Cycles.ContainsKey(item.Key)).SelectMany(item => item.Value.Select(need => (Need: need, By: item.Key))).ToLookup(item => item.Need, item => item.By));
    }

    private static (Dictionary<ObjectKey, WantedObject> Wanted, List<WantedObject> Refused) Want(EdgeTree tree, IReadOnlyDictionary<ObjectKey, TrackedObject> inventory)
    {
        var wanted = new Dictionary<ObjectKey, WantedObject>();
        var refused = new List<WantedObject>();
        foreach (var (policy, manifest) in tree.Manifests.OrderBy(item => item.Key))
        {
            foreach (var entry in manifest.Record.Objects)
            {
                var item = WantedObject.Of(manifest.Record, entry);
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
