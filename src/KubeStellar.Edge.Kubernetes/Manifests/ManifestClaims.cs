using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>Which file name belongs to which object, and whether it is this edge's to write.</summary>
internal static class ManifestClaims
{
    /// <summary>The index for these objects: names that they had stay, new ones are claimed.</summary>
    internal static ManifestIndex Plan(ManifestIndex old, IReadOnlyCollection<TrackedObject> union, IManifestFolder folder)
    {
        var known = union.Where(line => old.Of(line.Key) is not null).ToList();
        var taken = old.Entries.Select(entry => entry.File).ToHashSet(StringComparer.Ordinal);
        var entries = known.ConvertAll(line => old.Of(line.Key)! with { Policy = line.Policy, Content = line.Content, Prune = line.Prune });
        for (var i = 0; i < entries.Count; i++)
        {
            // What was somebody else's is free once it is gone.
            entries[i] = entries[i].Foreign ? entries[i] with { Foreign = folder.Exists(entries[i].File) } : entries[i];
        }

        foreach (var line in union.Where(line => old.Of(line.Key) is null).OrderBy(line => line.Key))
        {
            entries.Add(Claim(line, taken, folder));
        }

        return new ManifestIndex([.. entries.OrderBy(entry => entry.File, StringComparer.Ordinal)]);
    }

    /// <summary>The index with one object more.</summary>
    internal static ManifestIndex Add(ManifestIndex old, TrackedObject line, IManifestFolder folder) =>
        new([.. old.Entries.Append(Claim(line, old.Entries.Select(entry => entry.File).ToHashSet(StringComparer.Ordinal), folder)).OrderBy(entry => entry.File, StringComparer.Ordinal)]);

    private static IndexEntry Claim(TrackedObject line, HashSet<string> taken, IManifestFolder folder)
    {
        var name = ManifestFileName.Candidates(line.Key).First(taken.Add);
        return new IndexEntry(line.Key, line.Policy, line.Content, line.Prune, name) { Foreign = folder.Exists(name) && !IsOurs(line, name, folder) };
    }

    /// <summary>With the index lost, what the inventory says was applied still tells our file from another's.</summary>
    private static bool IsOurs(TrackedObject line, string name, IManifestFolder folder)
    {
        try
        {
            return !line.Content.IsZero && folder.Read(name) is { } bytes && Digest.Of(bytes) == line.Content;
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            // What cannot be read is not ours to replace; one such name must not hold up the others.
            return false;
        }
    }
}
