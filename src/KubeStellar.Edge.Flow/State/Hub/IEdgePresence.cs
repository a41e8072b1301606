namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Which edges are in reach, by their heartbeats. In memory only.</summary>
public interface IEdgePresence
{
    /// <summary>What is known of an edge; null when it was never heard since this hub started.</summary>
    PresenceState? Of(string edge);
}
