namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Which edges of an open wave may start now?</summary>
internal sealed record ReleaseQuestion
{
    /// <summary>The hub's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>When the wave opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Edges that wait, in any order; fastest in that of their hashes.</summary>
    public required IReadOnlyList<ReleaseCandidate> Waiting { get; init; }

    /// <summary>Edges of the wave that are on their way.</summary>
    public int OnTheWay { get; init; }

    /// <summary>How many may be; null: all.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Limits per value of a label.</summary>
    public IReadOnlyList<ReleaseGroup> Groups { get; init; } = [];

    /// <summary>Edges start spread over so long, each at its own time.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Bytes a minute; null: no limit.</summary>
    public long? BytesPerMinute { get; init; }

    /// <summary>Pulls a minute; null: no limit.</summary>
    public int? PullsPerMinute { get; init; }

    /// <summary>Bytes in hand, as the last answer left them; <see cref="TokenBucket.Full"/> for a new wave, <see cref="TokenBucket.Empty"/> after a restart.</summary>
    public TokenBucket Bytes { get; init; }

    /// <summary>Pulls in hand; as <see cref="Bytes"/>.</summary>
    public TokenBucket Pulls { get; init; }
}
