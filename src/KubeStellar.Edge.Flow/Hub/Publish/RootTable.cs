using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>Bucket <c>kse-desired</c> in memory. Readable from any thread; changed after roots are durable.</summary>
internal sealed class RootTable
{
    private readonly ConcurrentDictionary<string, PublishedRoot> _roots = new(StringComparer.Ordinal);

    /// <summary>Edges whose stored root cannot be read, with its revision: nothing is known of what they have.</summary>
    public Dictionary<string, ulong> Unreadable { get; } = new(StringComparer.Ordinal);

    /// <summary>Edges that get a new root though their entries are the same (another epoch, a bucket that lost or went back), with the revision that their key has now.</summary>
    public Dictionary<string, ulong> Stale { get; } = new(StringComparer.Ordinal);

    /// <summary>Data keys that the roots give. Not for other threads.</summary>
    public SealsInForce Seals { get; } = new();

    public IReadOnlyCollection<PublishedRoot> All => [.. _roots.Values];

    public RootVersion Newest { get; private set; }

    public PublishedRoot? Of(string edge) => _roots.GetValueOrDefault(edge);

    /// <summary>Takes a root that is durable now.</summary>
    /// <param name="root">The root.</param>
    /// <param name="keys">The data keys in it; null for none.</param>
    public void Set(PublishedRoot root, HeldKeys? keys)
    {
        _roots[root.Root.Edge] = root;
        Seals.Set(root.Root.Edge, root.Root.Version, keys);
        Unreadable.Remove(root.Root.Edge);
        Stale.Remove(root.Root.Edge);
    }

    /// <summary>
    /// Every root of an older epoch is to be published again under this one: edges may follow a root that was lost and would refuse what comes
    /// after an older one, and a hub that lost its lease without knowing finds that its compare-and-set fails.
    /// </summary>
    public void StaleBefore(long epoch)
    {
        foreach (var root in _roots.Values.Where(root => root.Root.Epoch < epoch))
        {
            Stale[root.Root.Edge] = root.BucketRevision;
        }
    }

    /// <summary>Every root that another key signed is to be published again: whoever was away takes nothing new of a key that was handed over.</summary>
    public void StaleUnless(string signer)
    {
        foreach (var root in _roots.Values.Where(root => RootReader.SignerOf(root.Signed) != signer))
        {
            Stale[root.Root.Edge] = root.BucketRevision;
        }
    }

    /// <summary>
    /// Takes over what the bucket holds now. A root that it lost, or has an older one of, stays what this hub says of the edge, and is published
    /// again; returns the edges whose root is another, newer one.
    /// </summary>
    public IReadOnlyList<PublishedRoot> Reload(IReadOnlyList<BucketEntry> entries)
    {
        var stored = entries.Where(entry => !entry.Value.IsEmpty).ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        foreach (var known in _roots.Values)
        {
            Stale.Remove(known.Root.Edge);
            if (!stored.ContainsKey(known.Root.Edge))
            {
                Stale[known.Root.Edge] = 0;
            }
        }

        var news = new List<PublishedRoot>();
        foreach (var entry in stored.Values)
        {
            var known = Of(entry.Key);
            if (known is not null && known.Signed.Span.SequenceEqual(entry.Value.Span))
            {
                _roots[entry.Key] = known with { BucketRevision = entry.Revision };
            }
            else if (RootReader.Read(entry) is { } root && (known is null || root.Root.Version > known.Root.Version))
            {
                _roots[entry.Key] = root;
                Seals.Set(entry.Key, root.Root.Version, HeldKeys.Of(root.Root));
                news.Add(root);
            }
            else
            {
                (known is null ? Unreadable : Stale)[entry.Key] = entry.Revision;
            }
        }

        return news;
    }

    public PublishedRoot? Remove(string edge)
    {
        Seals.Set(edge, RootVersion.None, null);
        return _roots.TryRemove(edge, out var root) ? root : null;
    }

    public void Load(IReadOnlyList<BucketEntry> entries)
    {
        _roots.Clear();
        Seals.Clear();
        Unreadable.Clear();
        Newest = RootVersion.None;
        foreach (var entry in entries)
        {
            if (RootReader.Read(entry) is { } root)
            {
                _roots[entry.Key] = root;
                Seals.Set(entry.Key, root.Root.Version, HeldKeys.Of(root.Root));
                Newest = root.Root.Version > Newest ? root.Root.Version : Newest;
            }
            else if (!entry.Value.IsEmpty)
            {
                Unreadable[entry.Key] = entry.Revision;
            }
        }
    }
}
