namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>
/// The requests of one asker: handled one after the other, so that a sick one waits for itself only. A heartbeat or a set of facts replaces an earlier one
/// that still waits, because only the newest says anything.
/// </summary>
internal sealed class AskerLane(string asker, AskerRates rates, int capacity)
{
    // Lines of the log about one asker: some at once, then one every ten seconds. Whoever is refused a hundred times a second must not fill the hub's disk.
    private const int LinesAtOnce = 20;
    private const double LinesPerSecond = 0.1;

    private readonly Lock _lock = new();
    private readonly List<GatewayRequest> _waiting = [];
    private bool _running;
    private long? _told;
    private RateLimit? _lines;
    private (long Since, int Count, long Bytes, bool Told) _flood;

    public string Asker => asker;

    public long LastHeard { get; private set; }

    public bool Idle
    {
        get
        {
            lock (_lock)
            {
                return !_running && _waiting.Count == 0;
            }
        }
    }

    /// <summary>Requests of it that were dropped or refused for its pace since it was last told of in the log.</summary>
    public long Refused { get; private set; }

    /// <summary>Whether a request is taken; when it comes too fast, after how long one would be.</summary>
    public (AskerVerdict Verdict, TimeSpan RetryAfter) Admit(string verb, long bytes, TimeProvider time)
    {
        lock (_lock)
        {
            LastHeard = time.GetTimestamp();
            if (rates.Muted())
            {
                Refused++;
                return (AskerVerdict.Muted, TimeSpan.Zero);
            }

            // Its pace first: who floods while an earlier request is slow must not be answered for ever that there is no room.
            var wait = rates.Take(verb, bytes);
            var verdict = wait > TimeSpan.Zero ? AskerVerdict.TooFast : _waiting.Count >= capacity ? AskerVerdict.Full : AskerVerdict.Taken;
            Refused += verdict == AskerVerdict.Taken ? 0 : 1;
            return (verdict, wait);
        }
    }

    /// <summary>How many were refused, at most once a while, so that a flood is no flood of the log: null when there is nothing to say.</summary>
    public long? Tell(TimeSpan often, TimeProvider time)
    {
        lock (_lock)
        {
            if (Refused == 0 || (_told is { } told && time.GetElapsedTime(told) < often))
            {
                return null;
            }

            var count = Refused;
            (_told, Refused) = (time.GetTimestamp(), 0);
            return count;
        }
    }

    /// <summary>Counts a message that is not heard; true once in a span when there was too much of them in it.</summary>
    public bool Floods(long bytes, GatewayTransportOptions limits, TimeProvider time)
    {
        lock (_lock)
        {
            LastHeard = time.GetTimestamp();
            if (time.GetElapsedTime(_flood.Since) > limits.FloodSpan)
            {
                _flood = (LastHeard, 0, 0, false);
            }

            _flood = _flood with { Count = _flood.Count + 1, Bytes = _flood.Bytes + bytes };
            if (_flood.Told || (_flood.Count < limits.FloodMessages && _flood.Bytes < limits.FloodBytes))
            {
                return false;
            }

            return _flood.Told = true;
        }
    }

    /// <summary>Whether the log takes one more line about this asker.</summary>
    public bool MayLog(TimeProvider time)
    {
        lock (_lock)
        {
            var lines = _lines ?? new RateLimit(LinesPerSecond, LinesAtOnce, time.GetTimestamp());
            var may = lines.Wait(1, time) == TimeSpan.Zero;
            lines.Spend(may ? 1 : 0);
            _lines = lines;
            return may;
        }
    }

    /// <summary>Queues a request; true when the caller must start a run.</summary>
    public bool Enqueue(in GatewayRequest request)
    {
        lock (_lock)
        {
            var verb = request.Verb;
            if (verb is GatewayVerbs.Heartbeat or GatewayVerbs.Facts && _waiting.FindIndex(w => w.Verb == verb) is >= 0 and var older)
            {
                _waiting.RemoveAt(older);
            }

            _waiting.Add(request);
            return !_running && (_running = true);
        }
    }

    /// <summary>The next request of a run; false ends the run.</summary>
    public bool TryNext(out GatewayRequest request)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                request = default;
                return _running = false;
            }

            request = _waiting[0];
            _waiting.RemoveAt(0);
            return true;
        }
    }
}
