using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubeStellar.Edge.Disk;

/// <summary>The machine's disk.</summary>
public sealed partial class RealDisk : IDisk
{
    // O_RDONLY | O_CLOEXEC; O_DIRECTORY differs by architecture and is not needed.
    private const int ReadOnlyFolder = 0x80000;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    private RealDisk()
    {
    }

    /// <summary>There is one.</summary>
    public static RealDisk Instance { get; } = new();

    /// <inheritdoc/>
    public bool HasFile(string path) => File.Exists(path) || !(IsAbsent(path) || Directory.Exists(path));

    /// <inheritdoc/>
    public bool HasFolder(string path) => Directory.Exists(path) || !(IsAbsent(path) || File.Exists(path));

    /// <inheritdoc/>
    public bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <inheritdoc/>
    public byte[] Read(string path) => Guard(() => File.ReadAllBytes(path));

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string folder) => Guard(() => Directory.GetFiles(folder));

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string folder) => Guard(() => Directory.GetDirectories(folder));

    /// <inheritdoc/>
    public void MakeFolder(string path) => Guard(() => OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, PrivateFolder));

    /// <inheritdoc/>
    public IDiskFile Create(string path) => Guard(() => Open(path, FileMode.Create, FileAccess.Write, FileOptions.None));

    /// <inheritdoc/>
    public IDiskFile Open(string path) => Guard(() => Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileOptions.WriteThrough));

    /// <inheritdoc/>
    public void Rename(string from, string to, bool replace = true) => Guard(() =>
    {
        File.Move(from, to, replace);
        return true;
    });

    /// <inheritdoc/>
    public void Delete(string path) => Guard(() =>
    {
        File.Delete(path);
        return true;
    });

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // .NET opens no folders, and without this a rename may be lost at a power cut.
        var descriptor = OpenFolder(folder, ReadOnlyFolder);
        if (descriptor < 0)
        {
            throw Failed("opened", folder);
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (SyncDescriptor(descriptor) != 0)
        {
            throw Failed("synced", folder);
        }
    }

    // FileShare.None takes an advisory lock that the kernel drops with the process, however it ends. The mode is given at once: later, somebody may have opened the file before.
    internal static RealFile Open(string path, FileMode mode, FileAccess access, FileOptions options)
    {
        var how = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, Options = options, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = PrivateFile;
        }

        return new RealFile(new FileStream(path, how));
    }

    /// <summary>What a disk refuses to say is not absent: .NET's own questions answer no to that as well. Throws what the disk says.</summary>
    private static bool IsAbsent(string path) => Guard(() =>
    {
        try
        {
            _ = File.GetAttributes(path);
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
    });

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error) { HResult = error.InnerException is IOException { HResult: var number } ? number : DiskErrors.Forbidden };
        }
    }

    private static IOException Failed(string what, string folder)
    {
        var number = Marshal.GetLastPInvokeError();
        return new IOException($"the folder {folder} cannot be {what}: {Marshal.GetPInvokeErrorMessage(number)}", number);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncDescriptor(int descriptor);
}
