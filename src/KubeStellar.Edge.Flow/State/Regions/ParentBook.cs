using System.Collections.Immutable;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>What the parent gave this hub last, by object: whose it is there, and what it is when nobody here overrides it. Replaced whole; read from any thread.</summary>
internal sealed class ParentBook
{
    private volatile ImmutableDictionary<(string Workspace, ObjectKey Key), (PolicyKey Policy, ParentObject Object)> _objects =
        ImmutableDictionary<(string, ObjectKey), (PolicyKey, ParentObject)>.Empty;

    /// <summary>The parent's policy that gives an object, and the object as it gives it; null when none does.</summary>
    public (PolicyKey Policy, ParentObject Object)? Of(string workspace, ObjectKey key) => _objects.TryGetValue((workspace, key), out var found) ? found : null;

    /// <summary>Takes what a tree gives. Of policies that could not be taken the last stays.</summary>
    public void Take(ParentTree tree, IReadOnlyCollection<PolicyKey> refused)
    {
        var next = _objects.Where(pair => refused.Contains(pair.Value.Policy)).ToImmutableDictionary().ToBuilder();
        foreach (var policy in tree.Policies.Where(policy => !refused.Contains(policy.Key)))
        {
            foreach (var one in policy.Objects)
            {
                next[(policy.Key.Workspace, one.Key)] = (policy.Key, one);
            }
        }

        _objects = next.ToImmutable();
    }
}
