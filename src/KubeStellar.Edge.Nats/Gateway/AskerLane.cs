namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>
/// The requests of one asker: handled one after the other, so that a sick one waits for itself only. A heartbeat or a set of facts replaces an earlier one
/// that still waits, because only the newest says anything.
/// </summary>
internal sealed class AskerLane(string asker, AskerRates rates, int capacity)
{
    private readonly Lock _lock = new();
    private readonly List<GatewayRequest> _waiting = [];
    private bool _running;
    private long? _told;

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

            if (_waiting.Count >= capacity)
            {
                return (AskerVerdict.Full, TimeSpan.Zero);
            }

            var wait = rates.Take(verb, bytes);
            Refused += wait > TimeSpan.Zero ? 1 : 0;
            return wait > TimeSpan.Zero ? (AskerVerdict.TooFast, wait) : (AskerVerdict.Taken, wait);
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
