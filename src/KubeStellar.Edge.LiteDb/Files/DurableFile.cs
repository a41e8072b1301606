using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>The one way in which small files are written: temporary name, sync, rename, sync of the folder. Nothing half written is ever visible.</summary>
internal static partial class DurableFile
{
    internal const string TemporaryPrefix = ".tmp-";

    /// <summary>Replaces <paramref name="path"/>; durable when it returns. On failure the old file is untouched and the temporary one is gone.</summary>
    internal static void Write(string path, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, TemporaryPrefix + Path.GetFileName(path));
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                var at = 0L;
                foreach (var part in parts)
                {
                    RandomAccess.Write(file, part.Span, at);
                    at += part.Length;
                }

                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: true);
            SyncFolder(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryRemove(temporary);
            throw error as IOException ?? new IOException(error.Message, error);
        }
    }

    /// <summary>Makes names in a folder durable.</summary>
    internal static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnlyDirectory);
        if (descriptor < 0)
        {
            throw new IOException($"the folder {folder} cannot be opened to sync it (errno {Marshal.GetLastPInvokeError()})");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Sync(descriptor) != 0)
        {
            throw new IOException($"the folder {folder} cannot be synced (errno {Marshal.GetLastPInvokeError()})");
        }
    }

    /// <summary>Removes what an interrupted write left; false when that fails too, which is no harm: the next write of that name replaces it.</summary>
    internal static bool TryRemove(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // O_RDONLY | O_CLOEXEC; O_DIRECTORY differs by architecture and is not needed.
    private const int ReadOnlyDirectory = 0x80000;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);
}
