namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Is told of published roots: the status side, and the gateway's cache. Must return at once (queue and go).</summary>
public interface IRootObserver
{
    /// <summary>Called by Publish after roots are durable, and once for all of them at start.</summary>
    void RootsPublished(IReadOnlyList<RootChange> changes);
}
