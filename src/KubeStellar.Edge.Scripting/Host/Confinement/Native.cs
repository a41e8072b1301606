using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Scripting.Host.Confinement;

/// <summary>What the C library offers and .NET does not. The library's own calls are used where they reach every thread of the process.</summary>
internal static partial class Native
{
    internal const int NoNewPrivileges = 38;
    internal const int Dumpable = 4;
    internal const uint KeepUser = uint.MaxValue;

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint Call(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "setgroups", SetLastError = true)]
    internal static partial int SetGroups(nuint count, nint groups);

    [LibraryImport("libc", EntryPoint = "setresgid", SetLastError = true)]
    internal static partial int SetGroup(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "setresuid", SetLastError = true)]
    internal static partial int SetUser(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    internal static partial int SetLimit(int resource, in Limit limit);

    /// <summary>The last error in words, for a report.</summary>
    internal static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary><c>struct rlimit</c> of a 64-bit machine.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Limit(ulong Soft, ulong Hard);
}
