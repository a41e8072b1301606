using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>Bucket <c>kse-desired</c> in memory. Readable from any thread; changed after roots are durable.</summary>
internal sealed class RootTable
{
    private readonly ConcurrentDictionary<string, PublishedRoot> _roots = new(StringComparer.Ordinal);

    /// <summary>Edges whose stored root cannot be read, with its revision: nothing is known of what they have.</summary>
    public Dictionary<string, ulong> Unreadable { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<PublishedRoot> All => [.. _roots.Values];

    public RootVersion Newest { get; private set; }

    public PublishedRoot? Of(string edge) => _roots.GetValueOrDefault(edge);

    public void Set(PublishedRoot root)
    {
        _roots[root.Root.Edge] = root;
        Unreadable.Remove(root.Root.Edge);
    }

    public PublishedRoot? Remove(string edge) => _roots.TryRemove(edge, out var root) ? root : null;

    public void Load(IReadOnlyList<BucketEntry> entries)
    {
        _roots.Clear();
        Unreadable.Clear();
        Newest = RootVersion.None;
        foreach (var entry in entries)
        {
            if (RootReader.Read(entry) is { } root)
            {
                _roots[entry.Key] = root;
                Newest = root.Root.Version > Newest ? root.Root.Version : Newest;
            }
            else if (!entry.Value.IsEmpty)
            {
                Unreadable[entry.Key] = entry.Revision;
            }
        }
    }
}
