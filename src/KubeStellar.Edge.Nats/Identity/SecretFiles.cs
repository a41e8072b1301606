using System.Text;
using KubeStellar.Edge.Disk;

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

    /// <summary>Replaces a file (mode 0600), whole or not at all; durable when this returns. Several processes may do so at once.</summary>
    public static void Write(string path, string text)
    {
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}");
        DurableFile.Put(RealDisk.Instance, full, temporary, replace: true, Encoding.UTF8.GetBytes(text));
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
    public static void FlushDirectory(string directory) => RealDisk.Instance.SyncFolder(directory);

    private static void RefuseOthers(string path, string mode)
    {
        if ((File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new IdentityException(
                $"Other users have rights on {path}, which holds secrets, so it is not used. Run 'chmod {mode} {path}', and if somebody else could have read it, replace it.");
        }
    }
}
