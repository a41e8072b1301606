using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>
/// Keeps one policy host: starts it on demand, gives it what it lacks, ends it when idle, replaces it when it dies, and holds back the bundle that cost it.
/// Calls run one after another in the order they came.
/// </summary>
internal sealed class HostKeeper : IAsyncDisposable
{
    /// <summary>Not a policy's fault: what is known of the edges does not fit.</summary>
    private const string TooLarge = "InventoryTooLarge";

    private readonly PolicyRuntimeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResidentInventory _inventory;
    private readonly Quarantine _quarantine;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ITimer _idle;
    private HostProcess? _host;
    private bool _closed;
    private int _lost;

    internal HostKeeper(PolicyRuntimeOptions options, ResidentInventory inventory, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger, _inventory) = (options, time, logger, inventory);
        _quarantine = new Quarantine(options, time);
        _idle = time.CreateTimer(_ => _ = EndIdleAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Process id of the host that runs now; null when none does.</summary>
    internal int? HostId => _host is { Alive: true } host ? host.Id : null;

    /// <summary>Hosts that ended without being told to, or had to be killed.</summary>
    internal int Lost => _lost;

    /// <summary>What holds that host; null until it has said so.</summary>
    internal ConfinementReport? Confinement => _host?.Confinement;

    /// <summary>Asks the host, in turn. A caller that goes away leaves the call to run out.</summary>
    internal async Task<HostAnswer> CallAsync(HostCall call, CancellationToken token)
    {
        await _turn.WaitAsync(token);
        return await InTurnAsync(call).WaitAsync(token);
    }

    /// <summary>Drops a bundle, in the host too. What it cost before is remembered: previews and refused requests drop what they loaded, and it may come back at once.</summary>
    internal async Task ForgetAsync(Digest bundle, CancellationToken token)
    {
        await _turn.WaitAsync(token);
        try
        {
            if (_host is { Alive: true } host && host.Loaded.Remove(bundle))
            {
                await host.AskAsync(new HostRequest(HostOperation.Forget, bundle, Milliseconds(_options.CallDeadline), Milliseconds(_options.CallDeadline * _options.BusyFactor)), _options.CallDeadline);
            }
        }
        catch (HostGoneException gone)
        {
            ScriptingLog.HostGone(_logger, _host!.Id, gone.Reason, bundle, ++_lost);
            await EndAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _closed = true;
        await _idle.DisposeAsync();
        await EndAsync();
        _turn.Release();
    }

    private async Task<HostAnswer> InTurnAsync(HostCall call)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_quarantine.Of(call.Bundle) is { } kept)
            {
                return HostAnswer.Failed("Quarantined", $"it is not run for another {kept.Left.TotalSeconds:0} s, because it failed with {kept.Reason}; a corrected policy is run at once", kept.Location);
            }

            var blamed = _quarantine.Knows(call.Bundle);
            while (true)
            {
                try
                {
                    return await AttemptAsync(call);
                }
                catch (HostGoneException gone)
                {
                    var id = _host!.Id;
                    var crowd = _host.Loaded.Count;
                    await EndAsync();
                    ScriptingLog.HostGone(_logger, id, gone.Reason, call.Bundle, ++_lost);
                    if (gone.Reason == "Unconfined")
                    {
                        return HostAnswer.Failed("HostDied", gone.Message, "");
                    }

                    if (!blamed && (gone.Reason == "HostDied" || (gone.Reason is "OutOfMemory" or TooLarge && crowd > 1)))
                    {
                        // Somebody else may have ended it, or filled it; a bundle is blamed when it happens to it twice, the second time in a host of its own.
                        blamed = true;
                        continue;
                    }

                    if (gone.Reason == TooLarge)
                    {
                        BeginAgain();
                        return HostAnswer.Failed(TooLarge, gone.Message, "");
                    }

                    var place = call.Place();
                    _quarantine.Strike(call.Bundle, gone.Reason, place);
                    BeginAgain();
                    return HostAnswer.Failed(gone.Reason, $"{call.Name}: {gone.Message}", place);
                }
                catch (Exception error) when (error is Win32Exception or InvalidOperationException)
                {
                    ScriptingLog.HostCannotStart(_logger, error);
                    return HostAnswer.Failed("HostDied", "the policy host cannot be started; see the daemon's log", "");
                }
            }
        }
        finally
        {
            if (!_closed)
            {
                _idle.Change(_options.IdleAfter, Timeout.InfiniteTimeSpan);
            }

            _turn.Release();
        }
    }

    private async Task<HostAnswer> AttemptAsync(HostCall call)
    {
        if (_host is not { Alive: true })
        {
            if (_host is { EndedWith: { } code } ended)
            {
                ScriptingLog.HostEnded(_logger, ended.Id, code, ++_lost);
            }

            await EndAsync();
            Begin();
        }

        if (call.Operation == HostOperation.Strip)
        {
            return await AskAsync(call, _options.StartDeadline, 0);
        }

        var needed = _options.HeapMiB + _inventory.HeapMiB;
        if (!_host.Loaded.ContainsKey(call.Bundle) || call.Operation == HostOperation.Load || _host.HeapOf(call.Bundle) < needed)
        {
            // Half as much again: a fleet that grows need not make its isolates anew with each edge.
            var heap = needed + (_inventory.HeapMiB / 2);
            await MakeRoomAsync(_host, needed);
            _host.Grant(call.Bundle, heap);
            var loaded = await AskAsync(call with { Operation = HostOperation.Load, Segments = [call.BundleText] }, _options.StartDeadline, heap);
            if (loaded.Fault is not null || call.Operation == HostOperation.Load)
            {
                return loaded;
            }
        }

        if (call.Operation.NeedsInventory() && await SyncAsync(call) is { } fault)
        {
            return fault;
        }

        return await AskAsync(call, TimeSpan.Zero, 0);
    }

    [MemberNotNull(nameof(_host))]
    private void Begin()
    {
        _host = HostProcess.Start(_options, _time, _logger);
        ScriptingLog.HostStarted(_logger, _host.Id);
    }

    /// <summary>At once, so that the next caller finds it up, or nearly. One that cannot be started is told to that caller.</summary>
    private void BeginAgain()
    {
        try
        {
            Begin();
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            ScriptingLog.HostCannotStart(_logger, error);
        }
    }

    /// <summary>Isolates go, those used least recently first, until one more may come and fill its heap.</summary>
    private async Task MakeRoomAsync(HostProcess host, int heap)
    {
        while (host.Loaded.Count >= _options.MaxIsolates || (host.Loaded.Count > 0 && ProcessMemory.ResidentMiB(host.Id) + heap > _options.HostMiB))
        {
            var oldest = host.Loaded.MinBy(loaded => host.UsedAt(loaded.Key)).Key;
            host.Loaded.Remove(oldest);
            await host.AskAsync(new HostRequest(HostOperation.Forget, oldest, Milliseconds(_options.CallDeadline), Milliseconds(_options.CallDeadline * _options.BusyFactor)), _options.CallDeadline);
        }
    }

    /// <summary>Brings the bundle's isolate up to the newest inventory; null when it is.</summary>
    private async Task<HostAnswer?> SyncAsync(HostCall call)
    {
        var (batches, version) = _inventory.Since(_host!.Loaded[call.Bundle]);
        foreach (var (text, edges) in batches)
        {
            HostAnswer answer;
            try
            {
                answer = await AskAsync(call with { Operation = HostOperation.Inventory, Segments = [text], Work = edges }, TimeSpan.Zero, 0);
            }
            catch (HostGoneException gone) when (gone.Reason == "OutOfMemory")
            {
                throw new HostGoneException(TooLarge, TooLargeMessage());
            }

            if (answer.Fault is not null)
            {
                return answer;
            }
        }

        _host.Loaded[call.Bundle] = version;
        return null;
    }

    private async Task<HostAnswer> AskAsync(HostCall call, TimeSpan start, int heap)
    {
        var deadline = _options.CallDeadline + _options.PerEdgeAllowance * call.Work;
        var request = new HostRequest(call.Operation, call.Bundle, Milliseconds(deadline), Milliseconds(deadline * _options.BusyFactor), heap, call.Most);
        var segments = await _host!.AskAsync(request, start + deadline, call.Segments);
        var (header, root) = Decode(segments);
        if (header.Lost)
        {
            _host.Loaded.Remove(call.Bundle);
        }
        else if (call.Operation == HostOperation.Load)
        {
            _host.Loaded[call.Bundle] = 0;
        }

        if (header.Fault is { } fault)
        {
            if (fault.Reason == "OutOfMemory" && call.Operation == HostOperation.Inventory)
            {
                return HostAnswer.Failed(TooLarge, TooLargeMessage(), "");
            }

            if (fault.Reason is "TimedOut" or "OutOfMemory")
            {
                ScriptingLog.IsolateLost(_logger, call.Bundle, fault.Reason);
                _quarantine.Strike(call.Bundle, fault.Reason, fault.Location);
            }

            return HostAnswer.Failed(fault.Reason, fault.Message, fault.Location);
        }

        if (root.TryGetProperty("fault"u8, out var told))
        {
            var read = told.Deserialize(HostJson.Default.HostFault)!;
            return HostAnswer.Failed(read.Reason, read.Message, read.Location ?? "");
        }

        return new HostAnswer(root.GetProperty("value"u8), segments.Length > 2 ? segments[2] : [], segments.Length > 3 ? segments[3..] : [], null);
    }

    /// <summary>A host whose answers have another form is not trusted with another question.</summary>
    private static (HostReply Header, JsonElement Root) Decode(byte[][] segments)
    {
        try
        {
            if (JsonSerializer.Deserialize(segments[0], HostJson.Default.HostReply) is { } header)
            {
                var root = header.Fault is null ? JsonElement.Parse(segments[1], new JsonDocumentOptions { MaxDepth = 256 }) : default;
                if (header.Fault is not null || root.TryGetProperty("value"u8, out _) || root.TryGetProperty("fault"u8, out _))
                {
                    return (header, root);
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new HostGoneException("HostDied", "the policy host answered nonsense");
        }

        throw new HostGoneException("HostDied", "the policy host answered nonsense");
    }

    private string TooLargeMessage() =>
        $"what {_inventory.Count} edges report of themselves takes more memory than the policy host may have ({_options.HostMiB} MiB); shorten their properties, or raise --policy-memory";

    private async Task EndIdleAsync()
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero))
        {
            return;
        }

        if (_host is { } host)
        {
            ScriptingLog.HostIdle(_logger, host.Id);
        }

        await EndAsync();
        _turn.Release();
    }

    private async Task EndAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.DisposeAsync();
        }
    }

    private static int Milliseconds(TimeSpan span) => (int)Math.Ceiling(span.TotalMilliseconds);
}
