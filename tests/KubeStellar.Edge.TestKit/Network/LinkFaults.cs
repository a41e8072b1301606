namespace KubeStellar.Edge.TestKit.Network;

/// <summary>
/// What a link does to the bytes on it, in both directions. Segments that are lost or doubled are invisible above TCP: a lossy link is one that pauses at random.
/// </summary>
public sealed record LinkFaults
{
    /// <summary>A link that is as good as loopback.</summary>
    public static readonly LinkFaults None = new();

    /// <summary>How long each byte is on its way, one way. Throughput stays.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Up to how much longer, at random; order stays.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Bytes a second, one way; 0 for no limit.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>How likely it is (0 to 1) that a piece of what is sent waits for a retransmission.</summary>
    public double StallShare { get; init; }

    /// <summary>The longest of these waits.</summary>
    public TimeSpan StallUpTo { get; init; }

    /// <summary>Nothing moves, nothing is lost: what waits goes on its way when this ends, as retransmissions do.</summary>
    public bool Frozen { get; init; }

    /// <summary>
    /// Half-open: connections are taken, what is sent on them vanishes, and neither side is told. Those that were open then, or are taken while it lasts, stay dead when it ends.
    /// </summary>
    public bool Swallow { get; init; }

    /// <summary>Each connection is reset when so many bytes went over it; 0 for never.</summary>
    public long ResetAfter { get; init; }
}
