namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>A rate that many share. From any thread.</summary>
internal sealed class SharedRate(double perSecond, double burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private RateLimit _rate = new(perSecond, burst, time.GetTimestamp());

    /// <summary>Takes one; else says how long until there is one.</summary>
    public TimeSpan Take()
    {
        lock (_lock)
        {
            var wait = _rate.Wait(1, time);
            if (wait == TimeSpan.Zero)
            {
                _rate.Spend(1);
            }

            return wait;
        }
    }
}
