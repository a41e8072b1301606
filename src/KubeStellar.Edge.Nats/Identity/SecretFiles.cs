using System.Runtime.InteropServices;
using System.Text;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>Files that only their owner may read: written whole or not at all, and refused when others could have read or replaced them.</summary>
internal static class SecretFiles
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode DirectoryMode = FileMode | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes the folder (mode 0700) where it is missing.</summary>
    /// <exception cref="IdentityException">It is there, and others have rights in it.</exception>
    public static void EnsureDirectory(string directory)
    {
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, DirectoryMode);
        }

        RefuseOthers(directory, "700");
    }

    /// <summary>Writes text to a temporary file (mode 0600), flushes it to the disk, renames it over <paramref name="path"/> and flushes the folder.</summary>
    public static void Write(string path, string text)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileMode }))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushDirectory(directory);
    }

    /// <summary>Reads a file that only its owner may touch.</summary>
    /// <exception cref="IdentityException">It is missing, or others have rights on it.</exception>
    public static string Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new IdentityException($"The file {path} is missing. Restore it from a backup.");
        }

        RefuseOthers(path, "600");
        return File.ReadAllText(path);
    }

    /// <summary>Makes renames and new names in a folder survive a power cut.</summary>
    public static void FlushDirectory(string directory)
    {
        var descriptor = NativeMethods.Open([.. Encoding.UTF8.GetBytes(directory), 0], 0);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open the folder {directory} to flush it (error {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            if (NativeMethods.FSync(descriptor) != 0)
            {
                throw new IOException($"Cannot flush the folder {directory} (error {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = NativeMethods.Close(descriptor);
        }
    }

    private static void RefuseOthers(string path, string mode)
    {
        if ((File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new IdentityException(
                $"Other users have rights on {path}, which holds secrets, so it is not used. Run 'chmod {mode} {path}', and if somebody else could have read it, replace it.");
        }
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int FSync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Close(int descriptor);
    }
}
