using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>How the hub answers its edges.</summary>
public sealed class GatewayOptions
{
    /// <summary>Largest answer to a request for contents, in bytes; the rest is named in <c>more</c>. Default 900 KiB, below a server's default <c>max_payload</c>.</summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int FrameLimitBytes { get; set; } = 900 * 1024;

    /// <summary>Most digests that one request is answered for; the rest is named in <c>more</c>. Default 2,048.</summary>
    [Range(1, 100_000)]
    public int MaxDigests { get; set; } = 2_048;

    /// <summary>Sets of digests that manifests name, kept in memory; one set serves every edge with that manifest. Default 4,096.</summary>
    [Range(1, 1_000_000)]
    public int MaxTreeSets { get; set; } = 4_096;

    /// <summary>Least time between two look-ups of one edge's root in the bucket. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RootLookupSpacing { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often edges send heartbeats. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan HeartbeatPeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an edge that goes on as before says so in whole; in between a pulse will do. Default 10 min; zero for each heartbeat whole.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan WholeHeartbeats { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Heartbeats missed in a row before an edge counts as unreachable. Default 3.</summary>
    [Range(1, 1_000)]
    public int MissedHeartbeats { get; set; } = 3;

    /// <summary>How long the daemons of an edge have to say that they are there, when it looks as if there were two. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan AnswerTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Clock difference from which an edge is said to have a wrong clock. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Reports written at once. Default 1,000, the size of an atomic batch.</summary>
    [Range(1, 100_000)]
    public int WriteBatch { get; set; } = 1_000;

    /// <summary>Reports (newest per edge and policy) that may wait to be written; beyond, edges are asked to come back. Default 200,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxPendingReports { get; set; } = 200_000;

    /// <summary>Wait after the bucket failed before it is tried again. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Edges that went or came at the same time and are told one by one; more are told together, by one event with their count. Default 20.</summary>
    [Range(1, 100_000)]
    public int MaxTransitionEvents { get; set; } = 20;

    /// <summary>Reports a second for which a fleet that returns is spread. Default 5,000, about what is written where every write is flushed.</summary>
    [Range(1.0, 10_000_000.0)]
    public double ReportsPerSecond { get; set; } = 5_000;

    /// <summary>Longest time over which a fleet is asked to spread its reports. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LongestPace { get; set; } = TimeSpan.FromMinutes(10);
}
