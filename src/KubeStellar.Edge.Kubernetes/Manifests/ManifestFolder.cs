using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>A folder on a local disk. Written by temporary name, sync, rename, sync of the folder, so that no reader ever sees half a file.</summary>
internal sealed partial class ManifestFolder(string path) : IManifestFolder
{
    /// <summary>A dot in front, for k3s and kubelet, and no extension that means anything behind, for podman: all pass it over.</summary>
    internal const string TemporaryPrefix = ".kse-tmp-";

    private const string TemporaryExtension = ".part";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Makes it if need be.</summary>
    internal void Make()
    {
        if (!Directory.Exists(Path))
        {
            Directory.CreateDirectory(Path, Private | UnixFileMode.UserExecute);
            Sync(System.IO.Path.GetDirectoryName(Path) ?? Path);
        }
    }

    public void Prepare()
    {
        Make();
        foreach (var left in Directory.EnumerateFiles(Path, TemporaryPrefix + "*"))
        {
            File.Delete(left);
        }
    }

    public IReadOnlyList<string> Names() => [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    // A dangling link exists too, although what it points to does not.
    public bool Exists(string name) => System.IO.Path.Exists(Full(name)) || new FileInfo(Full(name)).LinkTarget is not null;

    public byte[]? Read(string name)
    {
        try
        {
            return File.ReadAllBytes(Full(name));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public bool Write(string name, ReadOnlySpan<byte> bytes, bool replace)
    {
        var temporary = Full(TemporaryPrefix + name + TemporaryExtension);
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 0,
                UnixCreateMode = Private,
            }))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            if (!replace && Exists(name))
            {
                File.Delete(temporary);
                return false;
            }

            File.Move(temporary, Full(name), overwrite: replace);
            Sync(Path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryRemove(temporary);
            throw;
        }
    }

    public bool Remove(string name)
    {
        if (!Exists(name))
        {
            return false;
        }

        File.Delete(Full(name));
        Sync(Path);
        return true;
    }

    public string SetAside(string name)
    {
        var aside = name + ".damaged";
        File.Move(Full(name), Full(aside), overwrite: true);
        Sync(Path);
        return aside;
    }

    private string Full(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>On a disk that is full or read-only even this may fail; the next start removes what is left.</summary>
    private static bool TryRemove(string path)
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

    private static void Sync(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // .NET opens no folders, and without this the rename itself may be lost at a power cut.
        var descriptor = Open(folder, ReadOnlyCloseOnExec);
        if (descriptor < 0)
        {
            throw Failed("opened", folder);
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FSync(descriptor) != 0)
        {
            throw Failed("synced", folder);
        }
    }

    private static IOException Failed(string what, string folder)
    {
        var number = Marshal.GetLastPInvokeError();
        return new IOException($"the folder {folder} cannot be {what}: {Marshal.GetPInvokeErrorMessage(number)}", number);
    }

    private const int ReadOnlyCloseOnExec = 0x80000;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);
}
