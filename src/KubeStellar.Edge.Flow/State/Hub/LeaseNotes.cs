namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What the holder of the lease leaves for whoever takes over: the buckets as it last saw them whole; what it found; and for how long this process holds it. Replaced as one.</summary>
public sealed class LeaseNotes
{
    private volatile IReadOnlyDictionary<string, MirrorLife> _lives = new Dictionary<string, MirrorLife>(StringComparer.Ordinal);
    private volatile LeaseTerm? _term;

    /// <summary>Buckets by name.</summary>
    public IReadOnlyDictionary<string, MirrorLife> Lives => _lives;

    /// <summary>Whether the holder before this process was of a version that keeps no heads of reports.</summary>
    public bool AfterHeadless { get; set; }

    /// <summary>How long this process holds the lease; null before it does.</summary>
    public LeaseTerm? Term => _term;

    /// <summary>This process took the lease, or renewed it.</summary>
    public void Renewed(DateTimeOffset at) => _term = new LeaseTerm(_term?.Since ?? at, at);

    /// <summary>The guard saw them like this.</summary>
    public void Saw(IReadOnlyDictionary<string, MirrorLife> lives) => _lives = new Dictionary<string, MirrorLife>(lives, StringComparer.Ordinal);
}
