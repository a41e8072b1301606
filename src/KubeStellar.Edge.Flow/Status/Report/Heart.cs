using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.Loop;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>
/// Says that the edge is alive, from time to time and whenever something about the whole edge changed. Where the hub allows it, and nothing changed, a pulse of some thirty bytes stands in
/// for most heartbeats: at a hundred thousand idle sites on metered links these are nearly all that is sent.
/// </summary>
internal sealed partial class Heart(IHubLink link, TimeSpan interval, Random random, TimeProvider time, ILogger<Heart> log) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostPulses = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private readonly Wake _wake = new();
    private readonly FlapDamper _damper = new(FlapRule.Heartbeats, time);
    private TimeSpan _quiet;
    private TimeSpan _pulses;
    private long _toldAt;

    /// <summary>Makes the message.</summary>
    internal required Func<HeartbeatMessage> Compose { get; init; }

    /// <summary>Called with the hub's answer.</summary>
    internal required Action<HeartbeatReply> OnReply { get; init; }

    /// <summary>The facts, when the hub must be told them; null otherwise.</summary>
    internal required Func<FactsMessage?> Facts { get; init; }

    /// <summary>Called when the hub has the facts.</summary>
    internal required Action OnFactsTold { get; init; }

    /// <summary>Beats soon.</summary>
    internal void Beat() => _wake.Ring();

    internal async Task RunAsync(CancellationToken token)
    {
        while (true)
        {
            // A tenth of jitter: ten thousand edges that were cut off together must not beat together for ever.
            var rang = await _wake.WaitAsync(interval * (0.9 + (0.2 * random.NextDouble())), time, token);
            if (rang)
            {
                // What changes again and again is said at a falling pace, and then the newest of it; never later than the next beat would come.
                _damper.Seen();
                var wait = _damper.Wait > Gather ? _damper.Wait : Gather;
                await Task.Delay(wait < interval ? wait : interval, time, token);
            }

            if (_quiet > TimeSpan.Zero)
            {
                // The hub said how long it wants to be left alone.
                await Task.Delay(_quiet * (1 + (random.NextDouble() / 4)), time, token);
                _quiet = TimeSpan.Zero;
            }

            if (link.Connected)
            {
                await (rang || time.GetElapsedTime(_toldAt) >= _pulses ? BeatAsync(token) : PulseAsync(token));
            }
        }
    }

    public void Dispose() => _wake.Dispose();

    private async Task BeatAsync(CancellationToken token)
    {
        try
        {
            _damper.Told();
            _pulses = TimeSpan.Zero;
            var reply = await link.HeartbeatAsync(Compose(), token);
            (_toldAt, _pulses) = (time.GetTimestamp(), TimeSpan.FromMilliseconds(Math.Clamp(reply.Whole ?? 0, 0, (long)MostPulses.TotalMilliseconds)));
            OnReply(reply);
            if (Facts() is { } facts)
            {
                await link.FactsAsync(facts, token);
                OnFactsTold();
            }
        }
        catch (HubUnreachableException error)
        {
            LogMissed(error.Message);
            _quiet = error.RetryAfter is { } wait ? (wait < Longest ? wait : Longest) : TimeSpan.Zero;
        }
    }

    private async Task PulseAsync(CancellationToken token)
    {
        try
        {
            await link.PulseAsync(token);
        }
        catch (HubUnreachableException error)
        {
            _pulses = TimeSpan.Zero;
            LogMissed(error.Message);
        }
    }

    [LoggerMessage(1710, LogLevel.Debug, "A heartbeat was not answered: {Reason}")]
    private partial void LogMissed(string reason);
}
