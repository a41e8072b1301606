namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>
/// The requests of one asker: handled one after the other, so that a sick one waits for itself only. A heartbeat or a set of facts replaces an earlier one
/// that still waits, because only the newest says anything.
/// </summary>
internal sealed class AskerLane(string asker, RateLimit rate, int capacity)
{
    private readonly Lock _lock = new();
    private readonly List<GatewayRequest> _waiting = [];
    private RateLimit _rate = rate;
    private bool _running;

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

    public AskerVerdict Admit(TimeProvider time)
    {
        lock (_lock)
        {
            LastHeard = time.GetTimestamp();
            return !_rate.Take(time) ? AskerVerdict.TooFast : _waiting.Count >= capacity ? AskerVerdict.Full : AskerVerdict.Taken;
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
