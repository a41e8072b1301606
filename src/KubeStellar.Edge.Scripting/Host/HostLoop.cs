using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.ClearScript;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>Answers requests one after another. Interrupts a script at its deadline; an isolate that was interrupted is thrown away.</summary>
internal sealed class HostLoop : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private readonly Dictionary<Digest, Isolate> _isolates = [];
    private readonly TimeProvider _time;
    private readonly CallWatch _watch;
    private readonly TypeStripper _types;
    private readonly CompiledCode _code = new();
    private readonly Lock _gate = new();
    private Isolate? _running;
    private bool _interrupted;
    private ITimer? _last;

    internal HostLoop(TimeProvider time)
    {
        _time = time;
        _watch = new CallWatch(time, LookEvery, static () => Environment.CpuUsage.TotalTime);
        _types = new TypeStripper(_watch);
    }

    /// <summary>Stops what runs now: nobody waits for it any more. What cannot be interrupted must not keep the process either.</summary>
    internal void Abandon()
    {
        lock (_gate)
        {
            _running?.Interrupt();
            _last = _time.CreateTimer(_ => Environment.Exit(0), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>One request, one answer.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Answer(byte[][] segments)
    {
        var request = JsonSerializer.Deserialize(segments[0], HostJson.Default.HostRequest) ?? throw new InvalidDataException("no header");
        try
        {
            return Run(request, segments);
        }
        catch (Exception error) when (error is ScriptEngineException or ScriptInterruptedException)
        {
            // A fatal error, an interrupt, or a bug of the kernel: in each case the isolate is not to be trusted any more.
            return Lost(request.Bundle, Judge(error, request));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _last?.Dispose();
        _watch.Dispose();
        _types.Dispose();
        foreach (var isolate in _isolates.Values)
        {
            isolate.Dispose();
        }
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Run(HostRequest request, byte[][] segments)
    {
        if (request.Operation is HostOperation.Load or HostOperation.Forget)
        {
            Drop(request.Bundle);
        }

        if (request.Operation == HostOperation.Forget)
        {
            return Reply(new HostReply());
        }

        if (request.Operation is HostOperation.Load or HostOperation.Strip)
        {
            var bundle = JsonSerializer.Deserialize(segments[1], ContractsJson.Default.PolicyBundle) ?? throw new InvalidDataException("no bundle");
            var plain = _types.Strip(bundle, TimeSpan.FromMilliseconds(request.DeadlineMs), TimeSpan.FromMilliseconds(request.WallMs), out var wrong);
            if (wrong is not null)
            {
                return Lost(request.Bundle, wrong);
            }

            if (request.Operation == HostOperation.Strip)
            {
                return Reply(new HostReply(), [.. "{\"value\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(plain, ContractsJson.Default.PolicyBundle), (byte)'}']);
            }

            var made = new Isolate(plain, request.HeapMiB, _code);
            _isolates[request.Bundle] = made;
            return Guarded(made, request, () => made.Load(out var shape) is { } fault ? Lost(request.Bundle, fault) : Reply(new HostReply(), Encoding.UTF8.GetBytes(shape)));
        }

        if (!_isolates.TryGetValue(request.Bundle, out var isolate))
        {
            return Lost(request.Bundle, new HostFault("HostDied", "the bundle is not loaded in this host", ""));
        }

        return Guarded(isolate, request, () =>
        {
            if (request.Operation.NeedsInventory())
            {
                return [Header(new HostReply()), .. isolate.Decide(request, segments)];
            }

            return Reply(new HostReply(), Encoding.UTF8.GetBytes(isolate.Call(request.Operation, segments[1..])));
        });
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Guarded(Isolate isolate, HostRequest request, Func<IReadOnlyList<ReadOnlyMemory<byte>>> run)
    {
        lock (_gate)
        {
            _running = isolate;
            _interrupted = false;
        }

        bool interrupted;
        using var deadline = _watch.Begin(TimeSpan.FromMilliseconds(request.DeadlineMs), TimeSpan.FromMilliseconds(request.WallMs), OnDeadline);
        IReadOnlyList<ReadOnlyMemory<byte>> reply;
        try
        {
            reply = run();
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
                interrupted = _interrupted;
            }
        }

        // An interrupt that came after the last instruction would hit the next call.
        return interrupted ? Lost(request.Bundle, TimedOut(request)) : reply;
    }

    private void OnDeadline()
    {
        lock (_gate)
        {
            _interrupted = _running is not null;
            _running?.Interrupt();
        }
    }

    private HostFault Judge(Exception error, HostRequest request)
    {
        var details = (error as IScriptEngineException)?.ErrorDetails ?? "";
        if (error is ScriptInterruptedException && _interrupted)
        {
            return TimedOut(request);
        }

        return details.Contains("memory", StringComparison.OrdinalIgnoreCase) || error.Message.Contains("memory", StringComparison.OrdinalIgnoreCase)
            ? Exceeds(request, "OutOfMemory", "used more memory than a policy may")
            : new HostFault("Threw", error.Message.Length > 500 ? error.Message[..500] : error.Message, "");
    }

    private HostFault TimedOut(HostRequest request) => Exceeds(request, "TimedOut", "did not end within its time");

    /// <summary>What a function did beyond its limits; it cannot say any more where it was, so that its own place is told.</summary>
    private HostFault Exceeds(HostRequest request, string reason, string what)
    {
        if (request.Operation is HostOperation.Load or HostOperation.Inventory || !_isolates.TryGetValue(request.Bundle, out var isolate))
        {
            return new HostFault(reason, $"it {what}", "");
        }

        var name = request.Operation.FunctionName();
        return new HostFault(reason, $"{name} {what}", ScriptErrors.OfFunction(name, isolate.Bundle));
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Lost(Digest bundle, HostFault fault)
    {
        Drop(bundle);
        return Reply(new HostReply(fault, Lost: true));
    }

    private void Drop(Digest bundle)
    {
        if (_isolates.Remove(bundle, out var old))
        {
            old.Dispose();
        }
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Reply(HostReply header, params byte[][] segments) =>
        [Header(header), .. segments.Select(s => (ReadOnlyMemory<byte>)s)];

    private static byte[] Header(HostReply header) => JsonSerializer.SerializeToUtf8Bytes(header, HostJson.Default.HostReply);
}
