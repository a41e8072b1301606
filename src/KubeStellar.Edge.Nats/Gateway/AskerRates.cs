namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>
/// What one asker may send now: so many requests in all, and of each verb so many and so many bytes. One that goes on sending though it was told how long to wait is heard no more
/// until it is silent for a while: its requests then cost a look at a clock, and no answer. Not safe for use by several threads.
/// </summary>
internal sealed class AskerRates(double perSecond, int burst, IReadOnlyDictionary<string, VerbLimit> verbs, int patience, TimeSpan silence, TimeProvider time)
{
    private readonly Dictionary<string, (RateLimit Requests, RateLimit Bytes)> _verbs = verbs.ToDictionary(
        one => one.Key,
        one => (new RateLimit(one.Value.PerSecond, one.Value.Burst, time.GetTimestamp()), new RateLimit(one.Value.BytesPerSecond, one.Value.BytesBurst, time.GetTimestamp())),
        StringComparer.Ordinal);

    private RateLimit _all = new(perSecond, burst, time.GetTimestamp());
    private int _disobeyed;
    private bool _told;
    private (long Since, TimeSpan For) _wait;
    private long _last = time.GetTimestamp();

    /// <summary>Whether it is heard no more for now; to be asked first, before anything else is looked at.</summary>
    internal bool Muted()
    {
        var now = time.GetTimestamp();
        var quiet = time.GetElapsedTime(_last, now);
        _last = now;
        if (_disobeyed <= patience)
        {
            return false;
        }

        if (quiet < silence)
        {
            return true;
        }

        _disobeyed = 0;
        return false;
    }

    /// <summary>Takes a request; else says how long to wait.</summary>
    internal TimeSpan Take(string verb, long bytes)
    {
        var wait = _all.Wait(1, time);
        var known = _verbs.TryGetValue(verb, out var limits);
        if (known)
        {
            wait = Longer(wait, Longer(limits.Requests.Wait(1, time), limits.Bytes.Wait(bytes, time)));
        }

        if (wait > TimeSpan.Zero)
        {
            // What came before the time that was told is disobedience; the first that finds no room is not.
            _disobeyed += _told && time.GetElapsedTime(_wait.Since) < _wait.For ? 1 : 0;
            (_told, _wait) = (true, (time.GetTimestamp(), wait));
        }
        else
        {
            (_told, _disobeyed) = (false, 0);
            _all.Spend(1);
            limits.Requests.Spend(1);
            limits.Bytes.Spend(bytes);
        }

        if (known)
        {
            _verbs[verb] = limits;
        }

        return wait;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
