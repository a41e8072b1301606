using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// Resolves what policies say of objects: <c>Kind/name</c> means the one in the object's own namespace, else the cluster-scoped one, else all of that name. What
/// means no object yet stands for the key that it will probably have, so that an edge waits for it.
/// </summary>
/// <param name="keys">The objects of the workspace.</param>
internal sealed class LinkReader(IEnumerable<ObjectKey> keys)
{
    private const string Policy = "policy/";
    private readonly ILookup<string, ObjectKey> _byName = keys.ToLookup(key => key.Name, StringComparer.Ordinal);

    /// <summary>The references of one object, resolved.</summary>
    public ObjectLinks Read(ObjectKey key, ObjectTraits traits)
    {
        var missing = new List<string>();
        var policies = traits.DependsOn.Where(IsPolicy).Select(reference => reference[Policy.Length..]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var needs = traits.DependsOn.Where(reference => !IsPolicy(reference)).SelectMany(reference => Resolve(key, reference, missing)).Distinct();
        return new ObjectLinks(
            [.. needs.OrderBy(need => need.ToString(), StringComparer.Ordinal)], policies,
            [.. traits.With.SelectMany(reference => Resolve(key, reference, missing)).Distinct()],
            [.. traits.Without.SelectMany(reference => Resolve(key, reference, missing)).Distinct()],
            missing);
    }

    private static bool IsPolicy(string reference) => reference.StartsWith(Policy, StringComparison.Ordinal);

    private List<ObjectKey> Resolve(ObjectKey from, string reference, List<string> missing)
    {
        var parts = reference.Split('/');
        var named = _byName[ObjectKey.TryParse(reference, out var exact) ? exact.Name : parts[^1]].Where(key => ObjectReference.Means(reference, key)).ToList();
        if (named.Count == 0)
        {
            missing.Add(reference);
            return Guess(from, reference, parts) is { } guess ? [guess] : [];
        }

        var near = named.Where(key => key.Namespace == from.Namespace).ToList();
        var global = named.Where(key => key.Namespace.Length == 0).ToList();
        return near.Count > 0 ? near : global.Count > 0 ? global : named;
    }

    private static ObjectKey? Guess(ObjectKey from, string reference, string[] parts)
    {
        if (ObjectKey.TryParse(reference, out var exact))
        {
            return exact;
        }

        if (parts.Length is not (2 or 3) || parts.Any(part => part.Length == 0))
        {
            return null;
        }

        var dot = parts[0].IndexOf('.', StringComparison.Ordinal);
        var (kind, group) = dot < 0 ? (parts[0], "") : (parts[0][..dot], parts[0][(dot + 1)..]);
        return new ObjectKey(group, kind, parts.Length == 3 ? parts[1] : from.Namespace, parts[^1]);
    }
}
