using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.TestKit.Cluster.Real;

/// <summary>
/// A program that ends with this process, however that ends: a shell holds the other end of a pipe and kills the program when the pipe closes.
/// (PR_SET_PDEATHSIG follows the thread that forked, and threads of the pool end.) What it writes goes to a file.
/// </summary>
internal sealed class Child : IDisposable
{
    private const string Script = """
        log=$1; shift
        exec 3<&0
        "$@" </dev/null >>"$log" 2>&1 3<&- &
        child=$!
        echo "$child"
        exec >/dev/null 2>&1
        (read -r _ <&3; kill -9 "$child") &
        watcher=$!
        wait "$child"
        status=$?
        kill -9 "$watcher"
        exit "$status"
        """;

    private readonly Process _shell;
    private readonly int _pid;
    private readonly string _log;

    private Child(Process shell, int pid, string log) => (_shell, _pid, _log) = (shell, pid, log);

    /// <summary>Whether it ended.</summary>
    public bool HasExited => _shell.HasExited;

    /// <summary>The end of what it wrote, for a failure's message.</summary>
    public string Tail => string.Join('\n', File.Exists(_log) ? File.ReadLines(_log).TakeLast(15) : []);

    /// <summary>Starts a program.</summary>
    public static async Task<Child> StartAsync(string log, string program, IEnumerable<string> arguments, CancellationToken token)
    {
        var info = new ProcessStartInfo("/bin/sh", ["-c", Script, "child", log, program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var shell = Process.Start(info)!;
        var line = await shell.StandardOutput.ReadLineAsync(token);
        return new Child(shell, int.Parse(line!, CultureInfo.InvariantCulture), log);
    }

    /// <summary>SIGKILL, and the wait for its end.</summary>
    public async Task KillAsync(CancellationToken token)
    {
        if (!_shell.HasExited)
            KseProcess.Kill(_pid);
        await _shell.WaitForExitAsync(token);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_shell.HasExited)
            KseProcess.Kill(_pid);
        _shell.StandardInput.Dispose();
        _shell.Dispose();
    }
}
