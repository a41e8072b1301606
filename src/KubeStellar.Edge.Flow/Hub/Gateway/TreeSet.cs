using System.Collections.Frozen;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Every digest that hangs from one manifest. Shared by all edges whose root names the manifest.</summary>
internal sealed class TreeSet
{
    private readonly FrozenSet<Digest> _named;
    private volatile FrozenSet<Digest>? _chunks;

    internal TreeSet(Digest manifest, ManifestRecord record)
    {
        var named = new HashSet<Digest>(record.Objects.Count + 2) { manifest };
        foreach (var entry in record.Objects)
            named.Add(entry.Content);

        // The bundle is for reducing statuses and judging health only; an edge whose policy does neither has no business with its source.
        if (record.NeedsBundle)
            named.Add(record.Bundle);
        _named = named.ToFrozenSet();
    }

    /// <summary>The manifest, its contents, and its bundle where an edge needs it.</summary>
    internal FrozenSet<Digest> Named => _named;

    /// <summary>Chunks of those, once somebody asked for one; null before.</summary>
    internal FrozenSet<Digest>? Chunks
    {
        get => _chunks;
        set => _chunks = value;
    }
}
