using System.Runtime.InteropServices;
using System.Text;
using KubeStellar.Edge.Scripting.Host;
using KubeStellar.Edge.Scripting.Host.Confinement;

namespace KubeStellar.Edge.Scripting.Tests.Host.Confinement;

/// <summary>A policy host that is as confined as any, and then does what code would do that had broken out of V8: it asks the kernel itself.</summary>
internal static class BreakOut
{
    private const int Here = -100;
    private const int Parent = 1;
    private const int WriteOnlyCreate = 0x41;

    /// <summary>Tries each way out and prints <c>way result errno</c> for it.</summary>
    /// <param name="file">A file that exists and that its user may read.</param>
    internal static unsafe int Run(string file)
    {
        using var loop = new HostLoop(TimeProvider.System);
        Warmup.Run(loop);
        var report = Confiner.Apply("");
        Console.Error.WriteLine(report.ToLine());
        var calls = Calls();
        fixed (byte* known = Encoding.UTF8.GetBytes(file + "\0"), made = Encoding.UTF8.GetBytes(file + ".new\0"), shell = "/bin/sh\0"u8)
        {
            nint read = (nint)known, write = (nint)made;
            Try("socket", calls["socket"], 2, 1, 0);
            Try("socket-unix", calls["socket"], 1, 1, 0);
            Try("open-read", calls["openat"], Here, read, 0);
            Try("open-write", calls["openat"], Here, read, 1);
            Try("open-create", calls["openat"], Here, write, WriteOnlyCreate, 0x1A4);
            Try("openat2", calls["openat2"], Here, read, 0, 0);
            Try("unlink", calls["unlinkat"], Here, read, 0);
            Try("mkdir", calls["mkdirat"], Here, write, 0x1FF);
            Try("execve", calls["execve"], (nint)shell, 0, 0);
            Try("fork", calls["clone"], 17, 0, 0);
            Try("clone3", calls["clone3"], 0, 0, 0);
            Try("memfd", calls["memfd_create"], read, 0, 0);
            Try("ptrace", calls["ptrace"], 16, Environment.ProcessId, 0);
            Try("kill-others", calls["kill"], Parent, 0, 0);
            Try("unshare", calls["unshare"], 0x10000000, 0, 0);
            Try("io_uring", calls["io_uring_setup"], 1, 0, 0);
            Try("bpf", calls["bpf"], 0, 0, 0);
            Try("setuid", calls["setuid"], 0, 0, 0);
            var limit = new Native.Limit(1 << 30, 1 << 30);
            Try("raise-limit", calls["prlimit64"], 0, 1, (nint)(&limit));
            // What a host needs must still be there.
            Try("getpid", calls["getpid"], 0, 0, 0);
        }

        GC.Collect();
        var thread = new Thread(() => Warmup.Run(loop));
        thread.Start();
        thread.Join();
        Console.WriteLine("works 0 0");
        return 0;
    }

    private static void Try(string way, int number, nint a, nint b, nint c, nint d = 0)
    {
        var result = Native.Call(number, a, b, c, d, 0, 0);
        Console.WriteLine($"{way} {(result < 0 ? -1 : 0)} {(result < 0 ? Marshal.GetLastPInvokeError() : 0)}");
    }

    private static Dictionary<string, int> Calls() => RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? new()
        {
            ["socket"] = 41, ["openat"] = 257, ["openat2"] = 437, ["unlinkat"] = 263, ["mkdirat"] = 258, ["execve"] = 59, ["clone"] = 56, ["clone3"] = 435, ["memfd_create"] = 319,
            ["ptrace"] = 101, ["kill"] = 62, ["unshare"] = 272, ["io_uring_setup"] = 425, ["bpf"] = 321, ["setuid"] = 105, ["prlimit64"] = 302, ["getpid"] = 39,
        }
        : new()
        {
            ["socket"] = 198, ["openat"] = 56, ["openat2"] = 437, ["unlinkat"] = 35, ["mkdirat"] = 34, ["execve"] = 221, ["clone"] = 220, ["clone3"] = 435, ["memfd_create"] = 279,
            ["ptrace"] = 117, ["kill"] = 129, ["unshare"] = 97, ["io_uring_setup"] = 425, ["bpf"] = 280, ["setuid"] = 146, ["prlimit64"] = 261, ["getpid"] = 172,
        };
}
