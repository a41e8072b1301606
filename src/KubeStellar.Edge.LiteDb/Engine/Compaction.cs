using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>
/// Makes a database small again that is mostly empty: a file of LiteDB never shrinks by itself, and its own rebuild fails above some 2,500 documents. Everything is copied
/// into a fresh file, which is read back and compared, and takes the old one's name. Until then the old one is untouched.
/// </summary>
internal static class Compaction
{
    private const string Suffix = ".compact";
    private const long Smallest = 1024 * 1024;
    private const int Share = 4;
    private const int Batch = 500;

    /// <summary>Whether less than a quarter of a file is in use.</summary>
    internal static bool IsDue(StoreFiles files) => files.Length > Smallest && files.Length > files.Session.Size * Share;

    /// <summary>Copies what is open to a file beside it; on the disk, verified and closed when it returns.</summary>
    /// <exception cref="IOException">The disk fails; what is open is untouched.</exception>
    internal static void Copy(IDisk disk, string path, StoreFiles from)
    {
        Discard(disk, path);
        var copy = path + Suffix;
        using (var to = StoreFiles.Open(copy, disk))
        {
            foreach (var collection in from.Session.Collections)
            {
                foreach (var batch in from.Read(session => session.All(collection)).Chunk(Batch))
                {
                    to.Write(session => Array.ForEach(batch, document => session.Put(collection, document.Key, document.Payload)));
                }
            }
        }

        using (var check = StoreFiles.Open(copy, disk))
        {
            if (!check.Session.HasSame(from.Session))
            {
                throw new IOException($"the copy {copy} is not what was written");
            }
        }

        disk.Delete(StoreFiles.LogOf(copy));
    }

    /// <summary>Gives the copy the name of what it was copied from, which is closed. What was copied has an empty log, and the copy has none: a log never meets another's file.</summary>
    /// <exception cref="IOException">The disk fails; under the name is one or the other.</exception>
    internal static void Swap(IDisk disk, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        disk.Delete(StoreFiles.LogOf(path));
        disk.SyncFolder(folder);
        disk.Rename(path + Suffix, path);
        disk.SyncFolder(folder);
    }

    /// <summary>Removes what an interrupted copy left.</summary>
    internal static void Discard(IDisk disk, string path)
    {
        foreach (var left in new[] { path + Suffix, StoreFiles.LogOf(path + Suffix) })
        {
            if (disk.HasFile(left))
            {
                DurableFile.TryRemove(disk, left);
            }
        }
    }
}
