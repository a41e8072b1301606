using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>The machine's disk.</summary>
internal sealed partial class RealDisk : IDisk
{
    // O_RDONLY | O_CLOEXEC; O_DIRECTORY differs by architecture and is not needed.
    private const int ReadOnlyFolder = 0x80000;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private RealDisk()
    {
    }

    internal static RealDisk Instance { get; } = new();

    public bool HasFile(string path) => File.Exists(path);

    public bool HasFolder(string path) => Directory.Exists(path);

    public byte[] Read(string path) => Guard(() => File.ReadAllBytes(path));

    public IReadOnlyList<string> Files(string folder) => Guard(() => Directory.GetFiles(folder));

    public IReadOnlyList<string> Folders(string folder) => Guard(() => Directory.GetDirectories(folder));

    public void MakeFolder(string path) => Guard(() => OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, Private));

    public IDiskFile Create(string path) => Guard(() => new RealFile(File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None)));

    // FileShare.None takes an advisory lock that the kernel drops with the process, however it ends.
    public IDiskFile Open(string path) =>
        Guard(() => new RealFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.WriteThrough)));

    public void Rename(string from, string to) => Guard(() =>
    {
        File.Move(from, to, overwrite: true);
        return true;
    });

    public void Delete(string path) => Guard(() =>
    {
        File.Delete(path);
        return true;
    });

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

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
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
