using System.Collections.Concurrent;
using System.Collections.Frozen;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Secrets;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// Decides whether a digest hangs from a root, by the parsed manifests: 10,000 edges that share a manifest cost one set. Contents with sealed values hang from the root itself.
/// </summary>
internal sealed class TreeSets(IHubDesired desired, IOptions<GatewayOptions> options)
{
    private readonly ConcurrentDictionary<Digest, TreeSet> _sets = new();

    /// <summary>Sets kept now.</summary>
    internal int Count => _sets.Count;

    internal async ValueTask<TreeAnswer> NamesAsync(RootRecord root, Digest digest, CancellationToken token)
    {
        var answer = TreeAnswer.No;
        foreach (var entry in root.Policies)
        {
            if (entry.Manifest == digest)
                return TreeAnswer.Yes;
            if (await SetAsync(entry.Manifest, token) is not { } set)
                answer = TreeAnswer.Unknown;
            else if (set.Named.Contains(digest))
                return TreeAnswer.Yes;
        }

        if (RootKeys.Seals(root).Contains(digest))
            return TreeAnswer.Yes;

        // Chunks last: only large contents have any, and to find them the stored forms must be looked at.
        foreach (var entry in root.Policies)
        {
            if (!_sets.TryGetValue(entry.Manifest, out var set))
                continue;
            if (await ChunksAsync(set, token) is not { } chunks)
                answer = TreeAnswer.Unknown;
            else if (chunks.Contains(digest))
                return TreeAnswer.Yes;
        }

        foreach (var seal in RootKeys.Seals(root))
        {
            if (await desired.StoredAsync(seal, token) is not { } stored)
                answer = TreeAnswer.Unknown;
            else if (ContentEncoding.TryReadChunks(stored.Span, out var chunks) && chunks.Parts.Any(part => part.Digest == digest))
                return TreeAnswer.Yes;
        }

        return answer;
    }

    private async ValueTask<TreeSet?> SetAsync(Digest manifest, CancellationToken token)
    {
        if (_sets.TryGetValue(manifest, out var known))
            return known;
        if (await desired.ManifestAsync(manifest, token) is not { } record)
            return null;

        // Sets of manifests that nobody follows any more would pile up; building the living ones again is cheap.
        if (_sets.Count >= options.Value.MaxTreeSets)
            _sets.Clear();
        return _sets.GetOrAdd(manifest, static (digest, r) => new TreeSet(digest, r), record);
    }

    private async ValueTask<FrozenSet<Digest>?> ChunksAsync(TreeSet set, CancellationToken token)
    {
        if (set.Chunks is { } known)
            return known;

        var found = new HashSet<Digest>();
        var whole = true;
        foreach (var digest in set.Named)
        {
            if (await desired.StoredAsync(digest, token) is not { } stored)
                whole = false;
            else if (ContentEncoding.TryReadChunks(stored.Span, out var chunks))
                found.UnionWith(chunks.Parts.Select(part => part.Digest));
        }

        var frozen = found.ToFrozenSet();
        if (whole)
            set.Chunks = frozen;
        return whole || found.Count > 0 ? frozen : null;
    }
}
