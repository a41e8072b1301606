using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// Who waits for whom in one workspace, and whose placement hangs on whose: an object on objects; all objects of a policy on the policies that it or one of
/// them names; a policy on all its objects.
/// </summary>
internal sealed class LinkGraph
{
    private readonly Dictionary<string, IReadOnlyDictionary<ObjectKey, ObjectLinks>> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ObjectKey>> _owned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _waits = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, string> _owner = [];

    /// <summary>Adds a policy.</summary>
    /// <param name="policy">Its name.</param>
    /// <param name="shape">What it declares.</param>
    /// <param name="owned">Its objects.</param>
    /// <param name="links">What is said of them, as far as anything is.</param>
    public void Add(string policy, PolicyShape? shape, IReadOnlyList<ObjectKey> owned, IReadOnlyDictionary<ObjectKey, ObjectLinks> links)
    {
        (_links[policy], _owned[policy]) = (links, owned);
        _waits[policy] = [.. (shape?.DependsOnPolicies ?? []).Concat(links.Values.SelectMany(link => link.Policies)).Distinct(StringComparer.Ordinal)];
        foreach (var key in owned)
        {
            _owner[key] = policy;
        }
    }

    /// <summary>Why policies of the workspace cannot be decided: they are on a way that leads back.</summary>
    public Dictionary<string, PolicyFault> Faults()
    {
        var faults = new Dictionary<string, PolicyFault>(StringComparer.Ordinal);
        foreach (var circle in Circles())
        {
            var fault = circle.Through(circle.First).Fault;
            foreach (var node in circle.Nodes)
            {
                if ((node.Policy.Length > 0 ? node.Policy : _owner.GetValueOrDefault(node.Object)) is { } policy && _owned.ContainsKey(policy))
                {
                    faults.TryAdd(policy, fault);
                }
            }
        }

        return faults;
    }

    /// <summary>All that leads back to itself, in groups of which none leads to another and back.</summary>
    public IEnumerable<LinkCircle> Circles()
    {
        foreach (var nodes in Plan.Circles.Find(_owned.Keys.Order(StringComparer.Ordinal).Select(LinkNode.Of), Waits))
        {
            yield return new LinkCircle(nodes, Waits, "these wait for each other, so none could ever be applied", "take one of them out of dependsOn");
        }

        foreach (var nodes in Plan.Circles.Find(_owner.Keys.Order().Select(LinkNode.Of), Leans))
        {
            yield return new LinkCircle(nodes, Leans, "the placement of each of these hangs on the next", "take one of them out of affinity");
        }
    }

    private IEnumerable<LinkNode> Waits(LinkNode node)
    {
        if (node.Policy.Length > 0)
        {
            var waits = _waits.GetValueOrDefault(node.Policy) ?? [];
            return waits.Select(LinkNode.Of).Concat((_owned.GetValueOrDefault(node.Policy) ?? []).Select(LinkNode.Of));
        }

        return _owner.TryGetValue(node.Object, out var owner)
            ? (_links[owner].GetValueOrDefault(node.Object)?.Needs ?? []).Select(LinkNode.Of).Concat(_waits[owner].Select(LinkNode.Of))
            : [];
    }

    private IEnumerable<LinkNode> Leans(LinkNode node) => _owner.TryGetValue(node.Object, out var owner) && _links[owner].TryGetValue(node.Object, out var links)
        ? links.With.Concat(links.Without).Select(LinkNode.Of)
        : [];
}
