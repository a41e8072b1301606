using System.Diagnostics;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>One life of the policy host. One question at a time; killed when an answer is overdue or its memory too large.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(50);
    private readonly Process _process;
    private readonly HostPipe _pipe;
    private readonly CallWatch _calls;
    private readonly HostGroup? _group;
    private readonly HostErrors _errors;
    private readonly PolicyRuntimeOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<Digest, long> _usedAt = [];
    private readonly Dictionary<Digest, int> _heaps = [];
    private long _asked;
    private volatile string? _verdict;

    private HostProcess(Process process, PolicyRuntimeOptions options, TimeProvider time, ILogger logger)
    {
        (_process, _options, _time, Id) = (process, options, time, process.Id);
        _pipe = new HostPipe(process);
        _calls = new CallWatch(time, WatchEvery, Used);
        _group = HostGroup.Join(options, Id, out var missing);
        _errors = new HostErrors(process.StandardError, line => Hear(line, missing, logger));
    }

    /// <summary>Bundles that have an isolate in it, and the version of the inventory that each has.</summary>
    internal Dictionary<Digest, long> Loaded { get; } = [];

    /// <summary>A number that rises with use: when a bundle was last asked.</summary>
    internal long UsedAt(Digest bundle) => _usedAt.GetValueOrDefault(bundle);

    /// <summary>The heap that a bundle's isolate was given, in MiB.</summary>
    internal int HeapOf(Digest bundle) => _heaps.GetValueOrDefault(bundle);

    /// <summary>Notes the heap that a bundle's isolate is given.</summary>
    internal void Grant(Digest bundle, int heap) => _heaps[bundle] = heap;

    /// <summary>Process id.</summary>
    internal int Id { get; }

    /// <summary>What holds it; null until it has said so.</summary>
    internal ConfinementReport? Confinement { get; private set; }

    /// <summary>Whether it can be asked.</summary>
    internal bool Alive => _verdict is null && !_process.HasExited;

    /// <summary>How it ended by itself; null while it runs, and when it was ended.</summary>
    internal int? EndedWith => _verdict is null && _process.HasExited ? _process.ExitCode : null;

    /// <summary>Starts a host. It is not waited for: the first answer tells whether it came up.</summary>
    internal static HostProcess Start(PolicyRuntimeOptions options, TimeProvider time, ILogger logger) =>
        new(Process.Start(HostCommand.For(options)) ?? throw new InvalidOperationException("the policy host did not start"), options, time, logger);

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="HostGoneException">There will be none.</exception>
    internal async Task<byte[][]> AskAsync(HostRequest request, TimeSpan deadline, params ReadOnlyMemory<byte>[] segments)
    {
        _usedAt[request.Bundle] = ++_asked;
        var limit = deadline + _options.KillGrace;
        using var call = _calls.Begin(limit, (deadline * _options.BusyFactor) + _options.KillGrace, () => Kill("TimedOut"), Watch);
        try
        {
            if (await _pipe.AskAsync([JsonSerializer.SerializeToUtf8Bytes(request, HostJson.Default.HostRequest), .. segments]) is { } answer && _verdict is null)
            {
                return answer;
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ObjectDisposedException)
        {
            // A broken pipe tells less than how the process ended; that is looked at below.
            Kill("HostDied");
        }

        throw await GoneAsync(deadline);
    }

    /// <summary>Ends it: politely by the end of its input, then by force.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // What was left to flush has no reader any more.
            Kill("HostDied");
        }

        using (_time.CreateTimer(_ => Kill("HostDied"), null, _options.KillGrace, Timeout.InfiniteTimeSpan))
        {
            await _process.WaitForExitAsync();
        }

        await _errors.Completion;
        _calls.Dispose();
        _pipe.Dispose();
        _process.Dispose();
        _group?.Dispose();
    }

    private void Hear(string line, string missing, ILogger logger)
    {
        if (ConfinementReport.OfLine(line) is not { } report)
        {
            ScriptingLog.HostSays(logger, line);
            return;
        }

        Confinement = _group is not null
            ? report with { InForce = [.. report.InForce, ConfinementReport.Memory] }
            : report with { Missing = [.. report.Missing, $"{ConfinementReport.Memory} ({missing})"] };
        ScriptingLog.HostConfined(logger, Id, string.Join(", ", Confinement.InForce), string.Join(", ", Confinement.Missing));
    }

    private async Task<HostGoneException> GoneAsync(TimeSpan deadline)
    {
        Kill("HostDied");
        await _process.WaitForExitAsync();
        await _errors.Completion;
        if (_process.ExitCode == ConfinementReport.Refused && Confinement is { Holds: false } report)
        {
            return new HostGoneException("Unconfined", $"policies may only run confined, and this machine does not allow it: {string.Join(", ", report.Missing)}");
        }

        var reason = _verdict == "HostDied" && (_errors.SaysOutOfMemory || _group is { EndedForMemory: true }) ? "OutOfMemory" : _verdict ?? "HostDied";
        return new HostGoneException(reason, reason switch
        {
            "TimedOut" => $"it did not end within {deadline.TotalSeconds:0.###} s, and its host was killed",
            "OutOfMemory" => "it used more memory than a policy may, and its host was ended",
            _ => $"the policy host ended by itself (exit code {_process.ExitCode})",
        });
    }

    private void Kill(string verdict)
    {
        Interlocked.CompareExchange(ref _verdict, verdict, null);
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself, which is as good.
            return;
        }
    }

    /// <summary>Processor time that it used so far; null when it has ended.</summary>
    private TimeSpan? Used()
    {
        try
        {
            return _process.TotalProcessorTime;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private void Watch()
    {
        if (ProcessMemory.ResidentMiB(Id) > _options.HostMiB)
        {
            Kill("OutOfMemory");
        }
    }
}
