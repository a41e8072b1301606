using System.Globalization;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A control group that bounds the memory of one process, as systemd's MemoryMax does.</summary>
internal sealed class MemoryLimit : IDisposable
{
    private readonly string _group;
    private readonly string _parent;
    private readonly int _process;

    private MemoryLimit(string parent, string group, int process) => (_parent, _group, _process) = (parent, group, process);

    /// <summary>Bounds a process; where that is not allowed the test is skipped.</summary>
    public static MemoryLimit Of(int process, int mebibytes)
    {
        var unified = File.Exists("/sys/fs/cgroup/cgroup.controllers");
        var parent = unified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
        var group = Path.Combine(parent, "kse-test-" + process.ToString(CultureInfo.InvariantCulture));
        try
        {
            Directory.CreateDirectory(group);
            File.WriteAllText(Path.Combine(group, unified ? "memory.max" : "memory.limit_in_bytes"), (mebibytes * 1024L * 1024).ToString(CultureInfo.InvariantCulture));
            Move(group, process);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip("memory can be bounded where control groups may be made only: " + e.Message);
        }

        return new MemoryLimit(parent, group, process);
    }

    public void Dispose()
    {
        try
        {
            Move(_parent, _process);
            Directory.Delete(_group);
        }
        catch (IOException)
        {
            // The process is gone, or the kernel is not done with it: the folder is empty then, and harms nobody.
        }
    }

    private static void Move(string group, int process) => File.WriteAllText(Path.Combine(group, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));
}
