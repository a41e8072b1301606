namespace KubeStellar.Edge.Nats.Link;

/// <summary>
/// Whether something is worth a line of the log again while it stays as it is: the first time, then after waits that double from ten seconds to an hour.
/// A site that is alone for weeks tries every few seconds.
/// </summary>
internal sealed class SeldomSaid(TimeProvider time)
{
    private const int Most = 16;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long At, TimeSpan Wait)> _said = new(StringComparer.Ordinal);

    /// <summary>Says it when it is due.</summary>
    public void Say(string what, Action<string> say)
    {
        if (IsDue(what))
            say(what);
    }

    /// <summary>Whether to say it now; it counts as said then.</summary>
    public bool IsDue(string what)
    {
        lock (_gate)
        {
            var wait = First;
            if (_said.TryGetValue(what, out var last))
            {
                if (time.GetElapsedTime(last.At) < last.Wait)
                    return false;
                wait = last.Wait * 2 < Longest ? last.Wait * 2 : Longest;
            }
            else if (_said.Count >= Most)
            {
                _said.Clear();
            }

            _said[what] = (time.GetTimestamp(), wait);
            return true;
        }
    }

    /// <summary>It is over: the next time is the first again.</summary>
    public void Forget()
    {
        lock (_gate)
            _said.Clear();
    }
}
