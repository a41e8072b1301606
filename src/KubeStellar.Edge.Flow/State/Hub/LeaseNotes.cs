namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What the holder of the lease leaves for whoever takes over: the buckets as it last saw them whole; and what it found. Replaced as one; the guard writes, the lease reads.</summary>
public sealed class LeaseNotes
{
    private volatile IReadOnlyDictionary<string, MirrorLife> _lives = new Dictionary<string, MirrorLife>(StringComparer.Ordinal);

    /// <summary>Buckets by name.</summary>
    public IReadOnlyDictionary<string, MirrorLife> Lives => _lives;

    /// <summary>Whether the holder before this process was of a version that keeps no heads of reports.</summary>
    public bool AfterHeadless { get; set; }

    /// <summary>The guard saw them like this.</summary>
    public void Saw(IReadOnlyDictionary<string, MirrorLife> lives) => _lives = new Dictionary<string, MirrorLife>(lives, StringComparer.Ordinal);
}
