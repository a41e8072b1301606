using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.LiteDb.Files;

namespace KubeStellar.Edge.LiteDb;

/// <summary>
/// An edge's accepted tree, read from its state directory by somebody else: also while a daemon holds it, and without changing anything. Nothing is locked, so
/// a daemon may accept another tree and sweep the contents of this one meanwhile; then a content is missing, and the root is to be read again.
/// </summary>
public static class EdgeFiles
{
    /// <summary>The accepted signed root's bytes as received; null when there never was one.</summary>
    /// <exception cref="StoreDamagedException">There was one and it cannot be read.</exception>
    /// <exception cref="IOException">The disk fails, or the directory is somebody else's.</exception>
    public static ReadOnlyMemory<byte>? ReadAccepted(string directory)
    {
        try
        {
            return SealedFile.Read(RealDisk.Instance, Path.Combine(directory, RootStore.AcceptedName)) ?? throw new StoreDamagedException("the accepted root is not whole");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return RealDisk.Instance.HasFile(Path.Combine(directory, RootStore.MarkerName)) ? throw new StoreDamagedException("a root was accepted once and is gone", error) : null;
        }
    }

    /// <summary>A content, verified; null when it is missing or damaged.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static ReadOnlyMemory<byte>? ReadContent(string directory, Digest digest)
    {
        try
        {
            var bytes = RealDisk.Instance.Read(ContentStore.PathOf(Path.Combine(directory, ContentStore.FolderName), digest));
            return Digest.Of(bytes) == digest ? bytes : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
