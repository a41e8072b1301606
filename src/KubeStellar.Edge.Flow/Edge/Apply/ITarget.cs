using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// Where an edge applies objects. Only objects that it created through this port are ever changed or removed; an object of the same key that somebody else
/// made is a <c>Conflict</c>. <see cref="ApplyAsync"/>, <see cref="RemoveAsync"/>, <see cref="ObserveAsync"/> and <see cref="ExplainAsync"/> are called for at most
/// <see cref="Lanes"/> objects at once (those whose steps hang, as many again for each kind, not counted) and never twice at once for one object; the others from one loop at a time, except <see cref="WatchAsync"/>.
/// </summary>
public interface ITarget
{
    /// <summary>For people: <c>manifests:/srv/manifests</c>.</summary>
    string Description { get; }

    /// <summary>How many objects may be worked on at once; 1 where nothing is gained by more.</summary>
    int Lanes => 1;

    /// <summary>
    /// Records, in the target itself, the objects that are or may soon be there (the union of old and intended), before any of them is applied; so that a lost
    /// local database can be rebuilt from the target. Durable when it returns.
    /// </summary>
    Task<TargetOutcome> IntendAsync(IReadOnlyCollection<TrackedObject> union, CancellationToken token);

    /// <summary>What the target says this edge put there; the inventory's last resort. Null when it cannot tell (missing is not empty).</summary>
    /// <exception cref="TargetUnreachableException">It cannot be asked now; later it can.</exception>
    Task<IReadOnlyList<TrackedObject>?> ListTrackedAsync(CancellationToken token);

    /// <summary>Makes one object be as the content says; atomic per object.</summary>
    /// <param name="wanted">The object.</param>
    /// <param name="tracked">The inventory's line of it: the edge owns it. A target refuses to take over an object that exists and is not tracked.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<TargetOutcome> ApplyAsync(TargetObject wanted, TrackedObject tracked, CancellationToken token);

    /// <summary>Removes one tracked object; done when it is gone already.</summary>
    Task<TargetOutcome> RemoveAsync(TrackedObject tracked, CancellationToken token);

    /// <summary>Looks at one object.</summary>
    Task<TargetState> ObserveAsync(TargetObject wanted, CancellationToken token);

    /// <summary>Why one object does not become current, as far as the target's own events tell; the newest first, at most five. Asked now and then while it does not.</summary>
    Task<IReadOnlyList<ReportEvent>> ExplainAsync(TargetObject wanted, CancellationToken token) => Task.FromResult<IReadOnlyList<ReportEvent>>([]);

    /// <summary>Hints of changes. Ends only with the token; when watching fails it says "anything" and goes on.</summary>
    IAsyncEnumerable<TargetChange> WatchAsync(CancellationToken token);
}
