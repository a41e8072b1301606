namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>How many denials of a kind the audit takes: so many at once, then one every few seconds. Whoever is denied a thousand times a second fills no stream.</summary>
internal sealed class DenialRate(TimeProvider time)
{
    private const int Burst = 20;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(3);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (double Left, long At, long Untold)> _kinds = new(StringComparer.Ordinal);

    /// <summary>The message as it is to be told, with how many were not told before it; null when this one is not told.</summary>
    /// <param name="kind">Kind of the event; there are few.</param>
    /// <param name="message">What was denied, and why.</param>
    internal string? Tell(string kind, string message)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var (left, at, untold) = _kinds.GetValueOrDefault(kind, (Burst, now, 0));
            left = Math.Min(Burst, left + (time.GetElapsedTime(at, now) / Refill));
            if (left < 1)
            {
                _kinds[kind] = (left, now, untold + 1);
                return null;
            }

            _kinds[kind] = (left - 1, now, 0);
            return untold == 0 ? message : $"{message} ({untold} more of this kind were not recorded since the last one)";
        }
    }
}
