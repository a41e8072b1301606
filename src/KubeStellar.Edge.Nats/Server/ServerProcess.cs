using System.Diagnostics;
using System.Globalization;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>
/// A nats-server under the supervisor of <c>supervise.sh</c>: it ends when this process is gone, however that happened, and its own end is seen here.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly string Script = ReadScript();
    private readonly Process _shell;
    private readonly Action<string> _line;
    private bool _told;

    private ServerProcess(Process shell, Action<string> line)
    {
        _shell = shell;
        _line = line;
        Ended = WatchAsync();
    }

    /// <summary>Completes with the exit status when server, shell and watcher are all gone.</summary>
    public Task<int> Ended { get; }

    /// <summary>Process id of the supervising shell.</summary>
    public int ShellId => _shell.Id;

    /// <summary>Starts the server; <paramref name="line"/> gets what it says before its log file is open.</summary>
    public static ServerProcess Start(string binary, string configuration, TimeSpan grace, Action<string> line)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "kse-nats-server", binary, "-c", configuration])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["GRACE"] = Math.Max(1, (int)grace.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return new ServerProcess(Process.Start(start)!, line);
    }

    /// <summary>Tells the server to end, and waits until it has: it is killed when its grace is over.</summary>
    public async Task StopAsync()
    {
        TellToEnd();
        await Ended;
    }

    /// <summary>Has the script send SIGHUP to the server: it knows the process, so that no other can be meant. False when it is ending.</summary>
    public bool TryReload()
    {
        lock (_shell)
        {
            if (_told)
            {
                return false;
            }

            try
            {
                _shell.StandardInput.Write("reload\n");
                _shell.StandardInput.Flush();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>Tells the server to end, without waiting.</summary>
    public void Dispose() => TellToEnd();

    /// <summary>Closes the pipe that the script waits on, once: the server's own end and a request to end may come together, and a writer must not be closed by two.</summary>
    private void TellToEnd()
    {
        lock (_shell)
        {
            if (!_told)
            {
                _told = true;
                _shell.StandardInput.Close();
            }
        }
    }

    private async Task<int> WatchAsync()
    {
        var pumps = Task.WhenAll(PumpAsync(_shell.StandardOutput), PumpAsync(_shell.StandardError));
        await _shell.WaitForExitAsync();

        // A shell that was killed leaves server and watcher: the watcher ends the server when the pipe closes.
        TellToEnd();

        // All three hold the output pipes: their end is the end of the last of them.
        await pumps;
        return _shell.ExitCode;
    }

    private async Task PumpAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _line(line);
        }
    }

    private static string ReadScript()
    {
        using var stream = typeof(ServerProcess).Assembly.GetManifestResourceStream("supervise.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
