using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// Asks edges what their objects are like now. Whoever holds the edge answers: this hub over its own server, or, for an edge below a region, the region that it is handed to.
/// </summary>
public interface ILiveStatus
{
    /// <summary>One answer for each object, in their order, within a bounded time. Never throws for an edge that does not answer, or answers nonsense: the answer says so.</summary>
    Task<IReadOnlyList<LiveAnswer>> AskAsync(string edge, IReadOnlyList<AskedObject> objects, CancellationToken token);

    /// <summary>The last answer about an object that is remembered; null when none is. In memory only.</summary>
    LiveAnswer? Last(string edge, AskedObject asked);
}
