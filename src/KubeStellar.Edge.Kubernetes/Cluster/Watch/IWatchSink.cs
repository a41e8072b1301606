namespace KubeStellar.Edge.Kubernetes.Cluster.Watch;

/// <summary>Takes what a watch tells; called by one loop at a time for one namespace.</summary>
internal interface IWatchSink
{
    /// <summary>All objects of the namespace (empty: of all namespaces) as they were at a version.</summary>
    void Listed(string space, IReadOnlyList<LiveEntry> entries, string version);

    /// <summary>The server went back in time: nothing that is known of the namespace counts, however new it is. A list follows.</summary>
    void Restored(string space)
    {
    }

    /// <summary>An object is there, or is as it is now.</summary>
    void Seen(LiveEntry entry);

    /// <summary>An object is gone, or no longer carries our label.</summary>
    void Left(LiveEntry last);

    /// <summary>The server answers again after it did not: what failed meanwhile may go now.</summary>
    void Back()
    {
    }

    /// <summary>The loop is ready, or no longer, or failed.</summary>
    void Changed();
}
