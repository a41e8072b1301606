using KubeStellar.Edge.Flow.Loop;

namespace KubeStellar.Edge.Kubernetes.Cluster;

/// <summary>Times of talking to a cluster.</summary>
internal sealed record ClusterTimes
{
    /// <summary>How long one answer may take.</summary>
    internal TimeSpan Request { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may take to open.</summary>
    internal TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an open connection is asked whether the other end is there, and how long that may take: long before TCP would notice.</summary>
    internal TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A watch in which nothing came for this long is opened anew: bookmarks come about once a minute, so its connection is dead.</summary>
    internal TimeSpan Silent { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>For this long after the last contact what is known is taken for what is.</summary>
    internal TimeSpan Trusted { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The server is asked to end a watch after this time, up to twice it.</summary>
    internal TimeSpan Round { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Pauses after failures.</summary>
    internal Backoff Pauses { get; init; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30), 0.5);

    /// <summary>Pauses after the server forbade it: only people change that.</summary>
    internal Backoff Forbidden { get; init; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(10), 0.5);

    /// <summary>Objects a page.</summary>
    internal int Page { get; init; } = 500;
}
