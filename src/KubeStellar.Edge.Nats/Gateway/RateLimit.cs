namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>A token bucket. Not safe for use by several threads.</summary>
internal struct RateLimit(double perSecond, int burst, long now)
{
    private double _tokens = burst;
    private long _filled = now;

    /// <summary>Takes one token when there is one.</summary>
    public bool Take(TimeProvider time)
    {
        var at = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filled, at).TotalSeconds * perSecond));
        _filled = at;
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }
}
