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

    private const int WouldBlock = 11;
    private const int SharingViolation = 32;
    private readonly FileStream? _lock;

    private ManifestsHold(ManifestFolder folder, string edge, ManifestsForm form, FileStream? taken) => (Folder, Edge, Form, _lock) = (folder, edge, form, taken);

    internal ManifestFolder Folder { get; }

    internal string Edge { get; }

    internal ManifestsForm Form { get; }

    /// <summary>Takes a folder for an edge; the folder is made when it is missing.</summary>
    /// <exception cref="TargetTakenException">Another daemon holds it, or its index is another edge's.</exception>
    public static ManifestsHold Take(string directory, string edge, ManifestsForm form = ManifestsForm.Manifests)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentException.ThrowIfNullOrWhiteSpace(edge);
        var folder = new ManifestFolder(directory);
        var taken = Lock(folder);
        try
        {
            Check(folder, edge);
            return new ManifestsHold(folder, edge, form, taken);
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

    private static FileStream? Lock(ManifestFolder folder)
    {
        try
        {
            folder.Make();
            return new FileStream(Path.Combine(folder.Path, LockName), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException error) when ((error.HResult & 0xFFFF) is WouldBlock or SharingViolation)
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
