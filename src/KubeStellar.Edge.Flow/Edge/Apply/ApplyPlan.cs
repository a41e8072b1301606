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

    private ILookup<PolicyKey, ObjectKey> Customs { get; init; } = Enumerable.Empty<ObjectKey>().ToLookup(_ => default(PolicyKey));

    /// <summary>What each wanted object depends on; an object that is not in it depends on nothing.</summary>
    internal required IReadOnlyDictionary<ObjectKey, IReadOnlyList<Need>> Needs { get; init; }

    /// <summary>What each wanted object needs before it can be created although no policy says so; an object that is not in it needs nothing.</summary>
    internal IReadOnlyDictionary<ObjectKey, IReadOnlyList<Need>> Implied { get; private init; } = new Dictionary<ObjectKey, IReadOnlyList<Need>>();

    /// <summary>Wanted objects that depend on themselves by way of others, each with that way.</summary>
    internal required IReadOnlyDictionary<ObjectKey, string> Cycles { get; init; }

    /// <summary>Objects of a policy in the tree.</summary>
    internal IEnumerable<ObjectKey> Members(PolicyKey policy) => Manifests.GetValueOrDefault(policy)?.Record.Objects.Select(entry => entry.Key) ?? [];

    /// <summary>
    /// Objects to be removed before this one: those that depended on it; and before a workload its policy's custom resources of kinds that the same policy defines,
    /// because it may be the controller that lets them go.
    /// </summary>
    internal IEnumerable<ObjectKey> RemovedBefore(TrackedObject line) =>
        Holders[Need.Of(line.Key)].Concat(Holders[Need.Of(line.Policy)]).Concat(MayServe(line) ? Customs[line.Policy] : []).Where(key => key != line.Key);

    // One that depends on more than its Namespace has an order of its own.
    private static bool MayServe(TrackedObject line) =>
        line.Key.Group == "apps" && (line.DependsOn ?? []).All(need => ObjectKey.TryParse(need, out var key) && key is { Group: "", Kind: "Namespace" });

    /// <summary>Whether others are to be removed before this one.</summary>
    internal bool MayWait(TrackedObject line) => RemovedBefore(line).Any();

    /// <summary>Whether an object is among what some needs name.</summary>
    internal Func<ObjectKey, bool> AnyOf(IReadOnlyList<Need> needs) =>
        key => needs.Any(need => need.IsPolicy ? Wanted.GetValueOrDefault(key)?.Policy == need.Policy : need.Object == key);

    /// <summary>All that an object needs, said or implied.</summary>
    internal IReadOnlyList<Need> AllNeeds(ObjectKey key) => (Needs.GetValueOrDefault(key), Implied.GetValueOrDefault(key)) switch
    {
        (null, null) => [],
        ({ } said, null) => said,
        (null, { } implied) => implied,
        ({ } said, { } implied) => [.. said, .. implied],
    };

    /// <summary>Makes the plan.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="inventory">The inventory's lines.</param>
    /// <param name="contents">Reads contents of the tree, for what objects need although nobody says so.</param>
    /// <param name="definitions">Kinds that definitions define, known from before.</param>
    internal static ApplyPlan Make(EdgeTree tree, IReadOnlyDictionary<ObjectKey, TrackedObject> inventory, ContentSource contents, DefinedKinds definitions)
    {
        var (wanted, refused) = Want(tree, inventory);
        var needs = NeedsOf(tree, wanted);
        IEnumerable<ObjectKey> Members(PolicyKey policy) => tree.Manifests.GetValueOrDefault(policy)?.Record.Objects.Select(entry => entry.Key) ?? [];
        var (order, implied) = Sort(wanted, needs, ImpliedNeeds.Of(wanted, contents, definitions), Members);
        var union = new SortedDictionary<ObjectKey, TrackedObject>(inventory.ToDictionary());
        var lines = new List<TrackedObject>();
        foreach (var (key, item) in wanted)
        {
            var line = (union.TryGetValue(key, out var old) ? old : new TrackedObject(key, item.Policy, default, item.Entry.Prune)) with
            {
                Policy = item.Policy,
                Prune = item.Entry.Prune,
                Propagation = item.Entry.Rules?.Propagation ?? default,
                DependsOn = needs.ContainsKey(key) || implied.ContainsKey(key)
                    ? [.. needs.GetValueOrDefault(key, []).Concat(implied.GetValueOrDefault(key, [])).Select(need => need.ToString()).Distinct(StringComparer.Ordinal)] : null,
            };
            if (line != old)
            {
                lines.Add(line);
                union[key] = line;
            }
        }

        var forsaken = tree.Whole ? inventory.Values.Where(line => !wanted.ContainsKey(line.Key) && !tree.Spared.Contains(line.Key)).ToList() : [];
        var defined = union.Values.Where(line => ImpliedNeeds.IsDefinition(line.Key)).Select(line => (line.Policy, ImpliedNeeds.GroupOf(line.Key))).ToHashSet();
        var (prunes, holders) = Prune([.. forsaken.Where(line => line.Prune)]);
        return new ApplyPlan(wanted, refused, lines, [.. union.Values], order.Order, prunes, [.. forsaken.Where(line => !line.Prune).Select(line => line.Key).Order()])
        {
            Manifests = tree.Manifests,
            Holders = holders,
            Customs = forsaken.Where(line => line.Prune && KindOrder.IsCustom(line.Key) && defined.Contains((line.Policy, line.Key.Group))).ToLookup(line => line.Policy, line => line.Key),
            Needs = needs,
            Implied = implied,
            Cycles = order.Cycles,
        };
    }

    // What nobody said must not close a circle with what somebody said: then it is left away.
    private static (DependencySort Order, Dictionary<ObjectKey, IReadOnlyList<Need>> Implied) Sort(
        Dictionary<ObjectKey, WantedObject> wanted, Dictionary<ObjectKey, IReadOnlyList<Need>> needs, Dictionary<ObjectKey, IReadOnlyList<Need>> implied,
        Func<PolicyKey, IEnumerable<ObjectKey>> members)
    {
        var said = DependencySort.Of(wanted.Keys, needs, members);
        if (implied.Count == 0)
        {
            return (said, implied);
        }

        var all = new Dictionary<ObjectKey, IReadOnlyList<Need>>(needs);
        foreach (var (key, more) in implied)
        {
            all[key] = [.. all.GetValueOrDefault(key, []), .. more.Where(need => !needs.GetValueOrDefault(key, []).Contains(need))];
        }

        var order = DependencySort.Of(wanted.Keys, all, members);
        var closed = order.Cycles.Keys.Where(key => !said.Cycles.ContainsKey(key)).ToList();
        if (closed.Count == 0)
        {
            return (order, implied);
        }

        foreach (var key in closed)
        {
            implied.Remove(key);
            all.Remove(key);
            if (needs.TryGetValue(key, out var own))
            {
                all[key] = own;
            }
        }

        return (DependencySort.Of(wanted.Keys, all, members) with { Cycles = said.Cycles }, implied);
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
