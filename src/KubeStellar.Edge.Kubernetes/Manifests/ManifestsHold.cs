using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>
/// A folder held for one edge as long as its daemon lives: two edges with one folder would each prune and overwrite what the other applied. The lock keeps out
/// a second daemon, the edge id in the index keeps out a second edge at another time. A disk that refuses the lock refuses objects too: that is no reason
/// not to start, and the target says it.
/// </summary>
public sealed class ManifestsHold : IDisposable
{
    /// <summary>A dot in front and no extension, so that no reader of manifests takes it for one.</summary>
    internal const string LockName = ".kse-lock";

    private readonly IDiskFile? _lock;

    private ManifestsHold(ManifestFolder folder, IDisk disk, string edge, ManifestsForm form, IDiskFile? taken) => (Folder, Disk, Edge, Form, _lock) = (folder, disk, edge, form, taken);

    internal ManifestFolder Folder { get; }

    internal IDisk Disk { get; }

    internal string Edge { get; }

    internal ManifestsForm Form { get; }

    /// <summary>Takes a folder for an edge; the folder is made when it is missing. It is on the machine's disk, or on another that is given.</summary>
    /// <exception cref="TargetTakenException">Another daemon holds it, or its index is another edge's.</exception>
    public static ManifestsHold Take(string directory, string edge, ManifestsForm form = ManifestsForm.Manifests, IDisk? disk = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentException.ThrowIfNullOrWhiteSpace(edge);
        disk ??= RealDisk.Instance;
        var folder = new ManifestFolder(directory, disk);
        var taken = Lock(folder);
        try
        {
            Check(folder, edge);
            return new ManifestsHold(folder, disk, edge, form, taken);
        }
        catch (TargetTakenException)
        {
            taken?.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of it; the lock's file stays, since removing it would let two daemons hold two files of this name.</summary>
    public void Dispose() => _lock?.Dispose();

    internal static string Foreign(string folder, string owner) =>
        $"The folder {folder} belongs to edge '{owner}': give this edge a folder of its own, or, if '{owner}' is gone for good, move {Path.Combine(folder, ManifestIndex.FileName)} away (its files then count as somebody else's and are left alone).";

    private static IDiskFile? Lock(ManifestFolder folder)
    {
        try
        {
            folder.Make();
            return folder.Open(LockName);
        }
        catch (IOException error) when (DiskErrors.IsHeld(error))
        {
            throw new TargetTakenException($"Another kse daemon holds the folder {folder.Path}: stop it, or give this edge a folder of its own.", error);
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            return null;
        }
    }

    private static void Check(ManifestFolder folder, string edge)
    {
        try
        {
            if (folder.Read(ManifestIndex.FileName) is { } bytes && ManifestIndex.Parse(bytes)?.Owner is { } owner && owner != edge)
            {
                throw new TargetTakenException(Foreign(folder.Path, owner));
            }
        }
        catch (Exception error) when (FolderFaults.Is(error))
        {
            // Unreadable now: the target looks again before it touches anything.
            return;
        }
    }
}
