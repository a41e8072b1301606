using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Back;

/// <summary>
/// Which edges have which objects, of policies that want statuses written back. By manifests and not by edges: ten thousand edges with one manifest are one entry with ten thousand names. Not safe for
/// several threads.
/// </summary>
internal sealed class PlacementIndex
{
    private readonly Dictionary<PolicyKey, Dictionary<Digest, ManifestUse>> _policies = [];

    /// <summary>Policies that ask, in the order of their names.</summary>
    internal IEnumerable<PolicyKey> Asking => _policies.Where(policy => Asks(policy.Value)).Select(policy => policy.Key).Order();

    /// <summary>Manifests that must be read: all once, to know whether their policy asks, and those of policies that ask for their objects.</summary>
    internal IReadOnlyList<(PolicyKey Policy, Digest Manifest)> Unread =>
        [.. _policies.SelectMany(policy => policy.Value.Where(use => use.Value.Mode is null || (use.Value.Objects is null && Asks(policy.Value))).Select(use => (policy.Key, use.Key)))];

    /// <summary>Takes what roots name now.</summary>
    internal void Take(RootChange change)
    {
        foreach (var entry in change.Before?.Root.Policies ?? [])
        {
            if (_policies.TryGetValue(entry.Policy, out var uses) && uses.TryGetValue(entry.Manifest, out var use))
            {
                use.Edges.Remove(change.Edge);
                if (use.Edges.Count == 0)
                    uses.Remove(entry.Manifest);
            }
        }

        foreach (var entry in change.After?.Root.Policies ?? [])
        {
            if (!_policies.TryGetValue(entry.Policy, out var uses))
                _policies[entry.Policy] = uses = [];
            if (!uses.TryGetValue(entry.Manifest, out var use))
                uses[entry.Manifest] = use = new ManifestUse();
            use.Edges.Add(change.Edge);
        }

        foreach (var entry in change.Before?.Root.Policies ?? [])
        {
            if (_policies.TryGetValue(entry.Policy, out var uses) && uses.Count == 0)
                _policies.Remove(entry.Policy);
        }
    }

    /// <summary>A manifest was read.</summary>
    internal void Read(ManifestRecord manifest, Digest digest)
    {
        if (!_policies.TryGetValue(manifest.Policy, out var uses) || !uses.TryGetValue(digest, out var use))
            return;
        use.Mode = manifest.WriteBack ?? StatusWriteBack.None;
        if (Asks(uses))
            use.Objects = manifest.Objects.ToLookup(entry => entry.Source ?? entry.Key);
    }

    /// <summary>Workload objects of a policy.</summary>
    internal IEnumerable<ObjectKey> ObjectsOf(PolicyKey policy) =>
        _policies.TryGetValue(policy, out var uses) ? uses.Values.SelectMany(use => use.Objects?.Select(group => group.Key) ?? []).Distinct().Order() : [];

    /// <summary>How often an object is placed, the most that any of its manifests asks for, and the one place when there is one. Null when the policy does not ask, or not all of it is read.</summary>
    internal (int Placements, StatusWriteBack Mode, (string Edge, ManifestEntry Entry)? Only)? Of(PolicyKey policy, ObjectKey key)
    {
        if (!_policies.TryGetValue(policy, out var uses) || !Asks(uses) || uses.Values.Any(use => use.Objects is null))
            return null;
        var (placements, mode) = (0, StatusWriteBack.None);
        (string, ManifestEntry)? only = null;
        foreach (var use in uses.Values)
        {
            var entries = use.Objects![key].ToList();
            if (entries.Count == 0)
                continue;
            placements += entries.Count * use.Edges.Count;
            mode = use.Mode > mode ? use.Mode.Value : mode;
            only = (use.Edges.First(), entries[0]);
        }

        return placements == 0 || mode is StatusWriteBack.None ? null : (placements, mode, placements == 1 ? only : null);
    }

    private static bool Asks(Dictionary<Digest, ManifestUse> uses) => uses.Values.Any(use => use.Mode > StatusWriteBack.None);
}
