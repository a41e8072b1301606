using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Decide;

/// <summary>
/// What a site takes of an accepted tree: all of it, but for policies that stay at what they had because somebody holds changes off or a window is closed, and those that
/// went back. Pure. Whatever cannot be read is kept as it is, and nothing is removed meanwhile.
/// </summary>
internal static class SiteRule
{
    /// <summary>Chooses.</summary>
    /// <param name="accepted">The accepted tree.</param>
    /// <param name="now">What was decided. Its <see cref="SiteDecisions.InForce"/> null: everything of the tree is taken.</param>
    /// <param name="read">Reads a manifest from the store; null when it is not there.</param>
    /// <param name="open">Whether the windows of a manifest let a change in.</param>
    internal static SiteChoice Choose(EdgeTree accepted, SiteDecisions now, Func<RootEntry, ManifestRef?> read, Func<ManifestRecord, bool> open)
    {
        var manifests = new Dictionary<PolicyKey, ManifestRef>();
        var unreadable = accepted.Unreadable.ToHashSet();
        var back = new Dictionary<PolicyKey, WentBack>();
        var spared = new HashSet<ObjectKey>();
        var (stayed, waiting) = (false, new List<PolicyKey>());

        void Stay(PolicyKey policy, Digest had)
        {
            stayed = true;
            if (read(new RootEntry(policy, had)) is { } manifest)
            {
                manifests[policy] = manifest;
            }
            else
            {
                unreadable.Add(policy);
            }
        }

        foreach (var (policy, wanted) in accepted.Manifests)
        {
            var known = now.InForce?.ContainsKey(policy) == true;
            var had = known ? now.InForce![policy] : default;
            var shut = now.InForce is not null && !open(wanted.Record);
            if (now.InForce is not null && had != wanted.Digest && (now.Hold is not null || shut))
            {
                waiting.AddRange(now.Hold is null ? [policy] : []);
                spared.UnionWith(wanted.Record.Objects.Select(entry => entry.Key));
                stayed = true;
                if (known)
                {
                    Stay(policy, had);
                }
            }
            else if (now.Back.TryGetValue(policy, out var gone) && gone.From == wanted.Digest && read(new RootEntry(policy, gone.To)) is { } good)
            {
                manifests[policy] = good;
                back[policy] = gone with { Manifest = wanted };
            }
            else
            {
                manifests[policy] = wanted;
            }
        }

        foreach (var (policy, had) in now.InForce ?? [])
        {
            if (accepted.Manifests.ContainsKey(policy) || accepted.Unreadable.Contains(policy))
            {
                continue;
            }

            // It left the root: that is a change as well.
            var shut = read(new RootEntry(policy, had)) is { } manifest && !open(manifest.Record);
            if (now.Hold is not null || shut)
            {
                waiting.AddRange(now.Hold is null ? [policy] : []);
                Stay(policy, had);
            }
        }

        var tree = accepted with { Manifests = manifests, Unreadable = unreadable, Back = back, Spared = spared, Held = stayed };
        return new SiteChoice(tree, new(manifests.ToDictionary(pair => pair.Key, pair => pair.Value.Digest)), [.. waiting.Order()]);
    }
}
