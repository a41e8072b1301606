using System.Diagnostics;

namespace KubeStellar.Edge.TestKit.Processes;

/// <summary>A file system of its own in memory, that can be filled up or turned read-only under a process; only root can have one.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Mounts one over a folder, made if need be; null where that is not allowed.</summary>
    public static SmallDisk? TryOver(string folder, int mebibytes)
    {
        Directory.CreateDirectory(folder);
        return Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "none", folder) == 0 ? new SmallDisk(folder) : null;
    }

    /// <summary>Leaves no byte of room.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
                file.Write(page);
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Relieve() => File.Delete(Ballast);

    /// <summary>Lets nobody write any more, or again; false while somebody has a file open for writing.</summary>
    public bool ReadOnly(bool on) => Run("mount", "-o", on ? "remount,ro" : "remount,rw", _folder) == 0;

    /// <inheritdoc/>
    public void Dispose() => Run("umount", "-l", _folder);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
