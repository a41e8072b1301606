using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Decide;

/// <summary>
/// Data keys that a site keeps: a root brings the keys of its own variants only, and what is in force or may come back can be of a root before. They are of variants that this
/// device was entitled to when it had them.
/// </summary>
internal static class SiteKeys
{
    /// <summary>Keys of the sealed variants that are in force or were good: the root's, else those that are kept.</summary>
    internal static SortedDictionary<string, SiteKey> Of(SiteDecisions now, EdgeTree tree, TreeStore trees)
    {
        var kept = new SortedDictionary<string, SiteKey>(StringComparer.Ordinal);
        if (now.Keys is null && tree.Root.DataKeys is null)
        {
            return kept;
        }

        var good = tree.Root.Policies.Where(entry => trees.GoodOf(entry.Policy) is { } digest && digest != entry.Manifest)
            .Select(entry => trees.Manifest(new RootEntry(entry.Policy, trees.GoodOf(entry.Policy)!.Value))?.Record).OfType<ManifestRecord>();
        foreach (var variant in tree.Manifests.Values.Select(manifest => manifest.Record).Concat(good).SelectMany(manifest => manifest.Objects).Where(entry => entry.Sealed == true)
            .Select(entry => entry.Content.ToString()))
        {
            if (tree.Root.ExchangeKey is { } hub && tree.Root.DataKeys?.GetValueOrDefault(variant) is { } named)
            {
                kept[variant] = new SiteKey(hub, named);
            }
            else if (now.Keys?.GetValueOrDefault(variant) is { } before)
            {
                kept[variant] = before;
            }
        }

        return kept;
    }

    /// <summary>The contents with sealed values that the kept keys name.</summary>
    internal static IEnumerable<Digest> Seals(SiteDecisions now) =>
        (now.Keys ?? []).Values.Select(kept => DataKey.TryParse(kept.Key, out var key) ? key.Seal : default).Where(seal => !seal.IsZero);
}
