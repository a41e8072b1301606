using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// A daemon's memory holds keys and, while it works on them, secret values: it leaves no core dump, and no process of its own user may read it (prctl(2), PR_SET_DUMPABLE). Its children
/// inherit the limit; the policy host confines itself further. A developer who wants a dump sets <c>KSE_DUMPS=1</c>.
/// </summary>
internal static partial class CoreDumps
{
    /// <summary>Lets this process leave dumps.</summary>
    internal const string Variable = "KSE_DUMPS";

    private const int CoreSize = 4;
    private const int GetDumpable = 3;
    private const int SetDumpable = 4;

    /// <summary>Whether this process may be dumped.</summary>
    internal static bool Allowed => Control(GetDumpable, 0, 0, 0, 0) != 0;

    /// <summary>Refuses dumps of this process from now on, where the system knows how.</summary>
    internal static void Refuse()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 })
        {
            // What a system does not allow here costs nothing but the dump: the daemon runs in any case.
            _ = SetLimit(CoreSize, new Limit(0, 0));
            _ = Control(SetDumpable, 0, 0, 0, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    /// <summary><c>struct rlimit</c>: what counts, and how far it may be raised.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Soft, nuint Hard);
}
