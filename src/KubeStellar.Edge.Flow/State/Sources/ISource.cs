namespace KubeStellar.Edge.Flow.State.Sources;

/// <summary>A place that the hub takes workload objects and policies from, besides what people apply: a folder, a cluster.</summary>
public interface ISource
{
    /// <summary>What names it in records, listings and events, the same after a restart: <c>dir:/srv/apps</c>.</summary>
    string Id { get; }

    /// <summary>The workspace that it fills.</summary>
    string Workspace { get; }

    /// <summary>
    /// Watches the place and hands over what it has, until the token ends. A place that cannot be read is waited for in here; an <see cref="IOException"/>
    /// that leaves it has it started again, after a while.
    /// </summary>
    Task RunAsync(ISourceFeed feed, CancellationToken token);

    /// <summary>A person lets go on what it holds: what the place says now is obeyed once, even if it takes everything away. Returns at once.</summary>
    void Confirm();
}
