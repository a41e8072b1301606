using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KubeStellar.Edge.TestKit.Processes;

/// <summary>A real <c>kse</c> process. Its output is read line by line; a test waits for lines, never for time.</summary>
public sealed partial class KseProcess : IAsyncDisposable
{
    // KSE_ECHO=1 shows what the processes write, for whoever looks into a failure.
    private static readonly bool Echo = Environment.GetEnvironmentVariable("KSE_ECHO") is { Length: > 0 };
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigStop = 19;
    private const int SigCont = 18;
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Match, TaskCompletionSource<string> Found)> _waiters = [];
    private volatile bool _expected;

    private KseProcess(Process process) => _process = process;

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Whether it ended though no test asked it to, or waited for its end.</summary>
    public bool EndedByItself => _process.HasExited && !_expected;

    /// <summary>All lines so far, stdout and stderr mixed.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>Starts <c>kse</c>.</summary>
    /// <param name="environment">Variables to set besides the inherited ones.</param>
    /// <param name="arguments">Arguments.</param>
    public static KseProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var info = new ProcessStartInfo(arguments is ["hub", ..] ? Repository.KseHub : Repository.Kse, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        var kse = new KseProcess(new Process { StartInfo = info, EnableRaisingEvents = true });
        kse._process.OutputDataReceived += (_, e) => kse.Take(e.Data);
        kse._process.ErrorDataReceived += (_, e) => kse.Take(e.Data);
        kse._process.Exited += (_, _) => kse.Fail();
        kse._process.Start();
        kse._process.StandardInput.Close();
        kse._process.BeginOutputReadLine();
        kse._process.BeginErrorReadLine();
        return kse;
    }

    /// <summary>Waits for a line; lines already written count.</summary>
    /// <exception cref="InvalidOperationException">The process ended without it; the message holds its output.</exception>
    public async Task<string> WaitForLineAsync(string part, CancellationToken token)
    {
        TaskCompletionSource<string> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool Match(string line) => line.Contains(part, StringComparison.Ordinal);
        lock (_lines)
        {
            if (_lines.Find(Match) is { } line)
                return line;
            _waiters.Add((Match, found));
        }

        if (_process.HasExited)
            Fail();
        try
        {
            return await found.Task.WaitAsync(token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"kse never wrote '{part}'. It wrote:\n{string.Join('\n', Lines)}", e);
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public Task KillAsync(CancellationToken token) => SignalAsync(SigKill, token);

    /// <summary>SIGTERM, and the wait for an orderly end.</summary>
    public Task StopAsync(CancellationToken token) => SignalAsync(SigTerm, token);

    /// <summary>SIGINT, as a person at a terminal sends it; gives the exit code.</summary>
    public async Task<int> InterruptAsync(CancellationToken token)
    {
        await SignalAsync(SigInt, token);
        return _process.ExitCode;
    }

    /// <summary>Waits for the end, whatever brings it, and gives the exit code.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken token)
    {
        _expected = true;
        await _process.WaitForExitAsync(token);
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: the process hangs with its connections open.</summary>
    public void Freeze() => Signal(_process.Id, SigStop);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signal(_process.Id, SigCont);

    /// <summary>SIGKILL to any process that a test started.</summary>
    public static void Kill(int pid) => Signal(pid, SigKill);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal(_process.Id, SigKill);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task SignalAsync(int signal, CancellationToken token)
    {
        _expected |= !_process.HasExited;
        Signal(_process.Id, signal);
        await _process.WaitForExitAsync(token);
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        if (Echo)
            Console.Error.WriteLine($"[{_process.Id}] {line}");
        lock (_lines)
        {
            _lines.Add(line);
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (!_waiters[i].Match(line))
                    continue;
                _waiters[i].Found.TrySetResult(line);
                _waiters.RemoveAt(i);
            }
        }
    }

    private void Fail()
    {
        lock (_lines)
        {
            foreach (var (_, found) in _waiters)
                found.TrySetException(new InvalidOperationException($"kse ended first. It wrote:\n{string.Join('\n', _lines)}"));
            _waiters.Clear();
        }
    }

    private static void Signal(int pid, int signal) => _ = kill(pid, signal);

#pragma warning disable IDE1006, SYSLIB1054 // the C library's own name
    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
#pragma warning restore IDE1006, SYSLIB1054
}
