using System.Collections;
using System.Diagnostics;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>How the policy host is started: bounded by the kernel where there is a shell to say so, with an environment that says nothing of ours.</summary>
internal static class HostCommand
{
    private const string Shell = "/bin/sh";
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
        if (dataMiB > 0 && File.Exists(Shell))
        {
            start.FileName = Shell;
            start.ArgumentList.Add("-c");
            // A lower limit that is in force already stays; exec keeps the process id, so that what is killed is the host.
            start.ArgumentList.Add($"ulimit -c 0; ulimit -d {(long)dataMiB * 1024} 2>/dev/null; exec \"$0\" \"$@\"");
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
        return start;
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
        start.Environment["DOTNET_TieredPGO"] = "0";
    }
}
