namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// The hub's epoch, and the highest that its edges claim to follow: a hub that lost state finds edges ahead of it and must take an epoch above theirs, or they would
/// refuse its roots for ever. The flow says which epoch it writes under (<see cref="Take"/>), and takes one above <see cref="Highest"/> when <see cref="Claimed"/> is raised.
/// A claim is an edge's word only: each edge is believed once in the life of a process and within a bound, so that a stolen one cannot make the hub publish everything again and again.
/// </summary>
public sealed class HubEpochGuard
{
    /// <summary>How far above the hub's own epoch a claim is believed.</summary>
    public const long Reach = 1_000_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _believed = new(StringComparer.Ordinal);
    private long _current;
    private long _highest;

    /// <summary>Raised after <see cref="Highest"/> rose to or above <see cref="Current"/>, on the caller's thread: note it and return.</summary>
    public event Action? Claimed;

    /// <summary>The epoch under which the hub publishes; 0 while it loads.</summary>
    public long Current => Interlocked.Read(ref _current);

    /// <summary>The highest epoch that an edge follows and this hub did not give; a new epoch must be above it. 0 when there is none.</summary>
    public long Highest => Interlocked.Read(ref _highest);

    /// <summary>The flow publishes under this epoch from now on. Called before the first root of the epoch is written.</summary>
    public void Take(long epoch)
    {
        lock (_gate)
            Interlocked.Exchange(ref _current, Math.Max(_current, epoch));
    }

    /// <summary>An edge follows a root of this epoch that the hub never published (or no longer knows of).</summary>
    /// <returns>Whether the claim was believed.</returns>
    public bool Claim(string edge, long epoch)
    {
        lock (_gate)
        {
            // While the hub loads it cannot judge; the edge's next heartbeat says the same.
            if (_current == 0 || epoch < _current || epoch - _current > Reach || !_believed.Add(edge))
                return false;
            if (epoch <= _highest)
                return true;
            Interlocked.Exchange(ref _highest, epoch);
        }

        Claimed?.Invoke();
        return true;
    }
}
