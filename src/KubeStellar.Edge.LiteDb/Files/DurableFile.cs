namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>The one way in which small files are written: temporary name, sync, rename, sync of the folder. Nothing half written is ever visible.</summary>
internal static class DurableFile
{
    internal const string TemporaryPrefix = ".tmp-";

    /// <summary>Replaces <paramref name="path"/>; durable when it returns. On failure the old file is untouched and the temporary one is gone.</summary>
    internal static void Write(IDisk disk, string path, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, TemporaryPrefix + Path.GetFileName(path));
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

            disk.Rename(temporary, path);
            disk.SyncFolder(folder);
        }
        catch (IOException)
        {
            TryRemove(disk, temporary);
            throw;
        }
    }

    /// <summary>Removes what an interrupted write left; false when that fails too, which is no harm: the next write of that name replaces it.</summary>
    internal static bool TryRemove(IDisk disk, string path)
    {
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
