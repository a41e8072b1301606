using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>
/// Opens the secret values of the accepted tree, in memory and only for who asks. What was opened of the tree before can be opened until a third comes, because a step may be under way that
/// still needs it. Safe for several threads.
/// </summary>
/// <param name="edge">This edge's id.</param>
/// <param name="contents">The local store.</param>
/// <param name="opener">This device's keys; null of a daemon that has none.</param>
internal sealed class TreeSeals(string edge, ContentSource contents, IVariantOpener? opener)
{
    private readonly ConcurrentDictionary<Digest, Opened> _opened = new();
    private volatile Dictionary<Digest, (string Hub, DataKey Key)> _ring = [];

    /// <summary>Called when sealed values of the tree are gone from the store; must return at once.</summary>
    internal Action OnMissing { get; set; } = static () => { };

    /// <summary>Takes the keys of a tree: those of its root, and those that the site keeps beside them.</summary>
    internal void Take(EdgeTree tree)
    {
        var before = _ring;
        var keys = new Dictionary<Digest, (string Hub, DataKey Key)>();
        foreach (var (text, kept) in tree.Keys)
        {
            if (Digest.TryParse(text, out var variant) && DataKey.TryParse(kept.Key, out var key))
            {
                keys[variant] = (kept.Hub, key);
            }
        }

        foreach (var (variant, key) in tree.Root.ExchangeKey is null ? [] : RootKeys.Of(tree.Root))
        {
            keys[variant] = (tree.Root.ExchangeKey!, key);
        }

        _ring = keys;
        foreach (var variant in _opened.Keys.Where(variant => !keys.ContainsKey(variant) && !before.ContainsKey(variant)))
        {
            _opened.TryRemove(variant, out _);
        }
    }

    /// <summary>The values of a variant: canonical JSON, handle to value.</summary>
    /// <param name="workspace">The policy's workspace.</param>
    /// <param name="key">The object.</param>
    /// <param name="variant">Digest of the content with handles.</param>
    /// <exception cref="SealBrokenException">They cannot be opened; the message says why.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    internal byte[] Values(string workspace, ObjectKey key, Digest variant)
    {
        var found = Find(key, variant);
        var values = (opener ?? throw new SealBrokenException("this daemon has no key of its own to open secret values with"))
            .Open(new VariantSeal(workspace, key, variant, found.Key.Id), edge, found.HubKey, found.Key, found.Bytes.Span);
        _opened[variant] = found;
        return values;
    }

    private Opened Find(ObjectKey key, Digest variant)
    {
        var known = _opened.GetValueOrDefault(variant);
        if (!_ring.TryGetValue(variant, out var found))
        {
            return known ?? throw new SealBrokenException(
                $"the hub sent no data key for {key}: it could not seal its values, or has no usable key of this device ('kse explain' at the hub, or its log, says which)");
        }

        var (hubKey, named) = found;
        if (known is not null && known.Key == named && known.HubKey == hubKey)
        {
            return known;
        }

        if (contents(named.Seal) is { } bytes)
        {
            return new Opened(named, hubKey, bytes);
        }

        OnMissing();
        throw new SealBrokenException($"the sealed values of {key} are missing in the local store and must come from the hub");
    }

    private sealed record Opened(DataKey Key, string HubKey, ReadOnlyMemory<byte> Bytes);
}
