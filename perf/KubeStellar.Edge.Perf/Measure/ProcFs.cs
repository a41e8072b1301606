using System.Globalization;

namespace KubeStellar.Edge.Perf.Measure;

/// <summary>What the kernel says of a process and its descendants.</summary>
internal static class ProcFs
{
    private const double TicksPerSecond = 100;

    /// <summary>The process and all its descendants that live now.</summary>
    public static IReadOnlyList<int> Tree(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var dir in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(dir), out var pid) && Stat(pid) is { } stat)
                parents[pid] = int.Parse(stat[1], CultureInfo.InvariantCulture);
        }

        List<int> tree = [root];
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(parents.Where(p => p.Value == tree[i]).Select(p => p.Key));
        return tree;
    }

    /// <summary>Proportional set size of the processes, MiB.</summary>
    public static double PssMiB(IEnumerable<int> pids) => pids.Sum(Pss) / 1024;

    /// <summary>User and system time of the processes so far, seconds.</summary>
    public static double CpuSeconds(IEnumerable<int> pids) =>
        pids.Sum(pid => Stat(pid) is { } s ? (double.Parse(s[11], CultureInfo.InvariantCulture) + double.Parse(s[12], CultureInfo.InvariantCulture)) / TicksPerSecond : 0);

    /// <summary>How many files and sockets the process has open.</summary>
    public static int OpenFiles(int pid)
    {
        try
        {
            return Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length;
        }
        catch (IOException)
        {
            return 0; // it ended
        }
    }

    /// <summary>Whether it runs, and is not a zombie that nobody has asked about yet.</summary>
    public static bool Lives(int pid) => Stat(pid) is { } stat && stat[0] is not ("Z" or "X");

    /// <summary>Bytes that the processes caused to be written to disks so far (<c>write_bytes</c> of proc(5)).</summary>
    public static long WrittenBytes(IEnumerable<int> pids) => pids.Sum(pid => Field($"/proc/{pid}/io", "write_bytes:"));

    /// <summary>Name of the program.</summary>
    public static string Name(int pid) => Read($"/proc/{pid}/comm").Trim();

    private static double Pss(int pid) => Field($"/proc/{pid}/smaps_rollup", "Pss:");

    private static long Field(string file, string name)
    {
        foreach (var line in Read(file).Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }

        return 0;
    }

    // Fields after the command, which is in parentheses: [0] state, [1] parent, [11] utime, [12] stime.
    private static string[]? Stat(int pid)
    {
        var text = Read($"/proc/{pid}/stat");
        var end = text.LastIndexOf(')');
        return end < 0 ? null : text[(end + 2)..].Split(' ');
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // the process ended between listing and reading
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
