using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>
/// Which data keys the durable roots name: all that the hub remembers of them, so that nothing beside the roots has to be kept in step. Of several keys of one variant,
/// which an interrupted rotation leaves behind, that of the newest root counts. Touched by the hub's one writer only.
/// </summary>
internal sealed class SealsInForce
{
    private readonly Dictionary<string, HeldKeys> _byEdge = new(StringComparer.Ordinal);
    private readonly Dictionary<Digest, List<Use>> _byVariant = [];

    /// <summary>Variants that some root has a key of.</summary>
    public IReadOnlyCollection<Digest> Variants => _byVariant.Keys;

    /// <summary>Contents with sealed values that some root names.</summary>
    public IEnumerable<Digest> Stored => _byVariant.Values.SelectMany(uses => uses.Select(use => use.Name.Seal));

    /// <summary>What an edge's root gives it; null for nothing.</summary>
    public HeldKeys? Of(string edge) => _byEdge.GetValueOrDefault(edge);

    /// <summary>The key that counts; null for a variant that nobody has.</summary>
    public SealName? Current(Digest variant) => _byVariant.TryGetValue(variant, out var uses) ? uses.MaxBy(use => use.Newest)!.Name : null;

    /// <summary>Takes what an edge's root gives it, in place of the one before; null: nothing any more.</summary>
    public void Set(string edge, RootVersion version, HeldKeys? held)
    {
        if (_byEdge.Remove(edge, out var before))
        {
            foreach (var key in before.Keys)
            {
                Drop(key);
            }
        }

        if (held is not null)
        {
            _byEdge[edge] = held;
            foreach (var key in held.Keys)
            {
                Add(key, version);
            }
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _byEdge.Clear();
        _byVariant.Clear();
    }

    private void Add(HeldKey key, RootVersion version)
    {
        if (!_byVariant.TryGetValue(key.Variant, out var uses))
        {
            _byVariant[key.Variant] = uses = [];
        }

        var use = uses.Find(one => one.Name == key.Name);
        if (use is null)
        {
            uses.Add(use = new Use(key.Name));
        }

        use.Edges++;
        use.Newest = version > use.Newest ? version : use.Newest;
    }

    private void Drop(HeldKey key)
    {
        var uses = _byVariant[key.Variant];
        var use = uses.Find(one => one.Name == key.Name)!;
        if (--use.Edges == 0)
        {
            uses.Remove(use);
        }

        if (uses.Count == 0)
        {
            _byVariant.Remove(key.Variant);
        }
    }

    private sealed class Use(SealName name)
    {
        public SealName Name { get; } = name;

        public int Edges { get; set; }

        public RootVersion Newest { get; set; }
    }
}
