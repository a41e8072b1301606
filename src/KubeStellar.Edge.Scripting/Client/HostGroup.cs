using System.Globalization;
using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>
/// A control group of one policy host, where one was handed over to this daemon: the kernel ends the host when it takes more memory, even between two looks at its RSS.
/// See the kernel's cgroup-v2 and cgroup-v1/memory pages, and systemd's "Control Group APIs and Delegation": nobody makes groups where nothing was delegated.
/// </summary>
internal sealed partial class HostGroup : IDisposable
{
    private const string Prefix = "kse-policy-host-";
    private const string Unified = "cgroup.controllers";
    private readonly string _folder;
    private readonly bool _unified;

    private HostGroup(string folder, bool unified) => (_folder, _unified) = (folder, unified);

    /// <summary>Whether the kernel ended a process of it for want of memory.</summary>
    internal bool EndedForMemory =>
        Lines(Path.Combine(_folder, _unified ? "memory.events" : "memory.oom_control")).Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));

    /// <summary>Makes a group with a limit and puts a process into it.</summary>
    /// <param name="options">Where, and how much.</param>
    /// <param name="process">The process.</param>
    /// <param name="missing">Why there is none.</param>
    internal static HostGroup? Join(PolicyRuntimeOptions options, int process, out string missing)
    {
        missing = "no group was delegated to this daemon";
        if ((options.ControlGroup ?? Delegated()) is not { Length: > 0 } parent)
        {
            return null;
        }

        try
        {
            var unified = File.Exists(Path.Combine(parent, Unified));
            Sweep(parent);
            if (unified && !File.ReadAllText(Path.Combine(parent, "cgroup.subtree_control")).Contains("memory", StringComparison.Ordinal))
            {
                File.WriteAllText(Path.Combine(parent, "cgroup.subtree_control"), "+memory");
            }

            var folder = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{process}"));
            Directory.CreateDirectory(folder);
            var group = new HostGroup(folder, unified);
            var bytes = ((long)options.HostMiB << 20).ToString(CultureInfo.InvariantCulture);
            File.WriteAllText(Path.Combine(folder, unified ? "memory.max" : "memory.limit_in_bytes"), bytes);
            // Nothing is swapped out instead; not every kernel counts it.
            group.Try(unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes", unified ? "0" : bytes);
            File.WriteAllText(Path.Combine(folder, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));
            return group;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            missing = error.Message;
            return null;
        }
    }

    /// <summary>Removes it; its process has ended.</summary>
    public void Dispose() => Remove(_folder);

    /// <summary>
    /// The group under which this daemon may make others; null when there is none. With version 2 a group that has processes cannot have limited children, so it is the
    /// parent of the daemon's own (systemd: <c>Delegate=memory</c>, <c>DelegateSubgroup=daemon</c>).
    /// </summary>
    private static string? Delegated()
    {
        const string Root = "/sys/fs/cgroup";
        foreach (var fields in Lines("/proc/self/cgroup").Select(line => line.Split(':', 3)))
        {
            var parent = fields switch
            {
                ["0", "", { Length: > 1 } own] when File.Exists(Path.Combine(Root, Unified)) => Path.GetDirectoryName(own) is { Length: > 1 } above ? Root + above : null,
                [_, "memory", { Length: > 1 } own] => $"{Root}/memory{own}",
                _ => null,
            };
            if (parent is not null && IsDelegated(parent))
            {
                return parent;
            }
        }

        return null;
    }

    /// <summary>Root may write everywhere, so for root it takes the mark that systemd leaves; for others that the files are theirs.</summary>
    private static bool IsDelegated(string folder) =>
        HasMark(folder, "trusted.delegate") || HasMark(folder, "user.delegate") || (!Environment.IsPrivilegedProcess && Writable(Path.Combine(folder, "cgroup.procs")));

    private static bool HasMark(string folder, string name)
    {
        Span<byte> value = stackalloc byte[1];
        return GetAttribute(folder, name, value, 1) == 1 && value[0] == (byte)'1';
    }

    private static bool Writable(string file)
    {
        const int Write = 2;
        return Access(file, Write) == 0;
    }

    /// <summary>Takes away what a daemon that was killed has left.</summary>
    private static void Sweep(string parent)
    {
        foreach (var left in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            if (Lines(Path.Combine(left, "cgroup.procs")).Length == 0)
            {
                Remove(left);
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Still busy, or gone: the next host sweeps.
            return;
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetAttribute(string path, string name, Span<byte> value, nuint size);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    private void Try(string name, string value)
    {
        try
        {
            File.WriteAllText(Path.Combine(_folder, name), value);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
