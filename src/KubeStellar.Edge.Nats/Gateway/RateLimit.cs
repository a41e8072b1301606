namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>A token bucket. What costs more than it ever holds is let through when it is full. Not safe for use by several threads.</summary>
internal struct RateLimit(double perSecond, double burst, long now)
{
    private readonly double _burst = burst;
    private double _tokens = burst;
    private long _filled = now;

    /// <summary>How long until there is room for so much; zero for now. Takes nothing.</summary>
    public TimeSpan Wait(double cost, TimeProvider time)
    {
        var at = time.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (time.GetElapsedTime(_filled, at).TotalSeconds * perSecond));
        _filled = at;
        var lacking = Math.Min(cost, _burst) - _tokens;
        return lacking <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(lacking / perSecond, 3600));
    }

    /// <summary>Takes so much; the bucket may go below nothing, and is then paid back first.</summary>
    public void Spend(double cost) => _tokens -= cost;
}
