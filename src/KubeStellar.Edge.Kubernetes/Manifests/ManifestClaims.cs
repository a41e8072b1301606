using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>Which file name belongs to which object, and whether it is this edge's to write.</summary>
internal static class ManifestClaims
{
    /// <summary>The index for these objects: names that they had stay, new ones are claimed.</summary>
    internal static ManifestIndex Plan(ManifestIndex old, IReadOnlyCollection<TrackedObject> union, IManifestFolder folder, FolderReader reader)
    {
        var wanted = union.Select(line => line.Key).ToHashSet();
        var entries = old.Entries.Where(entry => !wanted.Contains(entry.Key)).Select(entry => Release(entry, folder, reader)).OfType<IndexEntry>().ToList();
        var taken = old.Entries.Select(entry => entry.File).ToHashSet(StringComparer.Ordinal);
        foreach (var line in union.OrderBy(line => line.Key))
        {
            entries.Add(Entry(old, line, taken, folder, reader));
        }

        return Sorted(entries);
    }

    /// <summary>The index with one object more.</summary>
    internal static ManifestIndex Add(ManifestIndex old, TrackedObject line, IManifestFolder folder, FolderReader reader)
    {
        var taken = old.Entries.Select(entry => entry.File).ToHashSet(StringComparer.Ordinal);
        var others = old.Entries.Where(entry => entry.Key != line.Key);
        return Sorted(others.Append(Entry(old, line, taken, folder, reader)));
    }

    private static ManifestIndex Sorted(IEnumerable<IndexEntry> entries) => new([.. entries.OrderBy(entry => entry.File, StringComparer.Ordinal)]);

    private static IndexEntry Entry(ManifestIndex old, TrackedObject line, HashSet<string> taken, IManifestFolder folder, FolderReader reader) =>
        old.Of(line.Key) is { } known && reader.Accepts(known.File) ? Renew(known, line, folder, reader) : Claim(line, taken, folder, reader);

    private static IndexEntry? Release(IndexEntry entry, IManifestFolder folder, FolderReader reader) =>
        entry.Foreign || !folder.Exists(entry.File) ? null
        : entry.Released ? entry
        : entry with { Released = true, Content = DigestOf(entry.File, folder, reader) ?? entry.Content };

    private static IndexEntry Renew(IndexEntry known, TrackedObject line, IManifestFolder folder, FolderReader reader)
    {
        // What was somebody else's is free once it is gone; what was released is ours unless somebody changed it since.
        var foreign = !known.Owned && folder.Exists(known.File) && (known.Foreign || DigestOf(known.File, folder, reader) != known.Content);
        return new IndexEntry(line.Key, line.Policy, line.Content, line.Prune, known.File) { Foreign = foreign };
    }

    private static IndexEntry Claim(TrackedObject line, HashSet<string> taken, IManifestFolder folder, FolderReader reader)
    {
        var name = reader.Candidates(line.Key).First(taken.Add);

        // With the index lost, what the inventory says was applied still tells our file from another's.
        var ours = !line.Content.IsZero && DigestOf(name, folder, reader) == line.Content;
        return new IndexEntry(line.Key, line.Policy, line.Content, line.Prune, name) { Foreign = folder.Exists(name) && !ours };
    }

    private static Digest? DigestOf(string name, IManifestFolder folder, FolderReader reader)
    {
        try
        {
            return folder.Read(name) is { } bytes ? reader.ContentOf(bytes) : null;
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            // What cannot be read is not ours to replace; one such name must not hold up the others.
            return null;
        }
    }
}
