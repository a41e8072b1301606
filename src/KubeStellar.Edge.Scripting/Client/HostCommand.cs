using System.Collections;
using System.Diagnostics;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>How the policy host is started: bounded by the kernel where there is a shell to say so, with an environment that says nothing of ours.</summary>
internal static class HostCommand
{
    /// <summary>Tells the host its <see cref="ConfinementMode"/>.</summary>
    internal const string ModeVariable = "KSE_HOST_CONFINEMENT";

    /// <summary>Tells the host the daemon's network namespace, so that it knows whether it has one of its own.</summary>
    internal const string NetworkVariable = "KSE_HOST_OUTSIDE";

    private const string Shell = "/bin/sh";
    private const string Unshare = "/usr/bin/unshare";
    private const int BaseMiB = 2048;
    private const int IsolateMiB = 640;

    internal static ProcessStartInfo For(PolicyRuntimeOptions options)
    {
        var (file, arguments) = Executable(options);
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var dataMiB = options.DataLimitMiB ?? BaseMiB + (IsolateMiB * options.MaxIsolates);
        if (File.Exists(Shell))
        {
            start.FileName = Shell;
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(Script(dataMiB, options.Confinement));
            start.ArgumentList.Add(file);
        }
        else
        {
            start.FileName = file;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Environ(start);
        start.Environment[ModeVariable] = options.Confinement.ToString();
        start.Environment[NetworkVariable] = OwnNetwork();
        return start;
    }

    /// <summary>
    /// A lower limit that is in force already stays; exec keeps the process id, so that what is killed is the host.
    /// Namespaces are for a process with one thread, so before it: no network at all where that is allowed, also where no filter on system calls is to be had.
    /// </summary>
    private static string Script(int dataMiB, ConfinementMode mode)
    {
        var limits = dataMiB > 0 ? $"ulimit -c 0; ulimit -d {(long)dataMiB * 1024} 2>/dev/null; " : "ulimit -c 0; ";
        const string Run = "exec \"$0\" \"$@\"";
        if (mode == ConfinementMode.Off || !File.Exists(Unshare))
        {
            return limits + Run;
        }

        var spaces = Environment.IsPrivilegedProcess ? "--net --ipc" : "--user --net --ipc";
        return $"{limits}if {Unshare} {spaces} true 2>/dev/null; then exec {Unshare} {spaces} -- \"$0\" \"$@\"; fi; {Run}";
    }

    private static string OwnNetwork()
    {
        try
        {
            return new FileInfo("/proc/self/ns/net").LinkTarget ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static (string File, IEnumerable<string> Arguments) Executable(PolicyRuntimeOptions options)
    {
        if (options.HostFileName is { Length: > 0 } given)
        {
            return (given, options.HostArguments);
        }

        var self = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this process is not known; set PolicyRuntimeOptions.HostFileName");
        return Path.GetFileNameWithoutExtension(self) == "dotnet"
            ? (self, [Environment.GetCommandLineArgs()[0], .. options.HostArguments])
            : (self, options.HostArguments);
    }

    private static void Environ(ProcessStartInfo start)
    {
        start.Environment.Clear();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            if (name is "PATH" or "HOME" or "TMPDIR" or "LD_LIBRARY_PATH" || name.StartsWith("DOTNET_", StringComparison.Ordinal))
            {
                start.Environment[name] = (string?)entry.Value;
            }
        }

        start.Environment["TZ"] = "UTC";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_PerfMapEnabled"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        // Threads of the pool do nothing but help V8 collect; to spin until there is more to do would cost more than that help.
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        // Pages are remapped by files in memory otherwise, which a confined host cannot make.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
    }
}
