using System.Diagnostics;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>What this machine allows to break.</summary>
internal static class SoakMachine
{
    private const string Inside = "KSE_SOAK_MOUNTS";
    private static readonly string[] Places = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"];

    /// <summary>The library that shows a process another time (Debian's <c>faketime</c>); null where it is not installed: then no clock jumps.</summary>
    public static string? Faketime { get; } = Places.FirstOrDefault(File.Exists);

    /// <summary>Whether small disks can be made: in mounts of this process's own, as root.</summary>
    public static bool MayMount { get; } = Environment.GetEnvironmentVariable(Inside) == "1";

    /// <summary>Starts this program again where its mounts are its own, and returns its exit code; null where that cannot be, or is so already.</summary>
    public static async Task<int?> InsideAsync(string[] arguments)
    {
        if (MayMount || !Environment.IsPrivilegedProcess || !await AllowedAsync())
            return null;
        var info = new ProcessStartInfo("unshare", ["--mount", "--propagation", "private", Environment.ProcessPath!, .. arguments]);
        info.Environment[Inside] = "1";
        using var again = Process.Start(info)!;
        await again.WaitForExitAsync();
        return again.ExitCode;
    }

    public static string Describe() =>
        $"small disks: {(MayMount ? "yes" : "no (needs root and mount namespaces)")}, clocks that jump: {(Faketime is null ? "no (faketime is not installed)" : "yes")}";

    private static async Task<bool> AllowedAsync()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("unshare", ["--mount", "true"]) { RedirectStandardError = true })!;
            await probe.WaitForExitAsync();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
