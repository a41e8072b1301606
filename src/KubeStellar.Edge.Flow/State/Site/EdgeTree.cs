using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>What an edge has accepted: the root with its manifests, verified.</summary>
/// <param name="Root">The root.</param>
/// <param name="Digest">SHA-256 of the root's raw text.</param>
/// <param name="Manifests">Its manifests by policy.</param>
/// <param name="Unreadable">Policies whose manifest was in the store once and cannot be read: nothing of them is applied, and nothing at all is pruned.</param>
public sealed record EdgeTree(RootRecord Root, Digest Digest, IReadOnlyDictionary<PolicyKey, ManifestRef> Manifests, IReadOnlySet<PolicyKey> Unreadable)
{
    /// <summary>Policies that went back to their last good manifest by the site's own decision: <see cref="Manifests"/> holds that one.</summary>
    public IReadOnlyDictionary<PolicyKey, WentBack> Back { get; init; } = new Dictionary<PolicyKey, WentBack>();

    /// <summary>Whether some policies stay at what they had, or wait to begin, because the site holds changes off: the root is not applied then, however well all is.</summary>
    public bool Held { get; init; }

    /// <summary>Data keys of variants that the root does not name, by the digest of the variant.</summary>
    internal IReadOnlyDictionary<string, SiteKey> Keys { get; init; } = new Dictionary<string, SiteKey>();

    /// <summary>Objects that policies which wait name: whoever had them, they are not removed.</summary>
    public IReadOnlySet<ObjectKey> Spared { get; init; } = new HashSet<ObjectKey>();

    /// <summary>Whether every manifest is there.</summary>
    public bool Whole => Unreadable.Count == 0;

    /// <summary>Contents that one manifest needs: objects, and the bundle when statuses are reduced or health is judged with it.</summary>
    public static IEnumerable<Digest> ContentsOf(ManifestRecord manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var contents = manifest.Objects.Select(entry => entry.Content);
        return manifest.NeedsBundle ? contents.Append(manifest.Bundle) : contents;
    }
}
