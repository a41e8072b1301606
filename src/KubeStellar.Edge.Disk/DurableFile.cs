namespace KubeStellar.Edge.Disk;

/// <summary>The one way in which small files are written: temporary name, sync, rename, sync of the folder. Nothing half written is ever visible.</summary>
public static class DurableFile
{
    /// <summary>What temporary names begin with, where nobody wants it otherwise.</summary>
    public const string TemporaryPrefix = ".tmp-";

    /// <summary>Replaces <paramref name="path"/>; durable when it returns.</summary>
    /// <exception cref="IOException">It could not be written: the old file is untouched and the temporary one is gone.</exception>
    public static void Write(IDisk disk, string path, params ReadOnlySpan<ReadOnlyMemory<byte>> parts) =>
        Put(disk, path, Path.Combine(Path.GetDirectoryName(path)!, TemporaryPrefix + Path.GetFileName(path)), replace: true, parts);

    /// <summary>The same by a temporary name that is given, in the same folder; without <paramref name="replace"/> only where nothing has the name: false when something has.</summary>
    /// <exception cref="IOException">It could not be written: what was there is untouched and the temporary one is gone.</exception>
    public static bool Put(IDisk disk, string path, string temporary, bool replace, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        ArgumentNullException.ThrowIfNull(disk);
        try
        {
            using (var file = disk.Create(temporary))
            {
                var at = 0L;
                foreach (var part in parts)
                {
                    file.Write(part.Span, at);
                    at += part.Length;
                }

                file.Sync();
            }

            if (!replace && disk.Exists(path))
            {
                disk.Delete(temporary);
                return false;
            }

            disk.Rename(temporary, path, replace);
            disk.SyncFolder(Path.GetDirectoryName(path)!);
            return true;
        }
        catch (IOException)
        {
            TryRemove(disk, temporary);
            throw;
        }
    }

    /// <summary>Removes what an interrupted write left; false when that fails too, which is no harm: the next write of that name replaces it.</summary>
    public static bool TryRemove(IDisk disk, string path)
    {
        ArgumentNullException.ThrowIfNull(disk);
        try
        {
            disk.Delete(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
