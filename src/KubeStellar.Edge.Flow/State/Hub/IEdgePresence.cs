namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Which edges are in reach, by their heartbeats. In memory only.</summary>
public interface IEdgePresence
{
    /// <summary>The hub started so lately that an edge which it did not hear yet has missed no more heartbeats than allowed.</summary>
    bool Settling => false;

    /// <summary>What is known of an edge; null when it was never heard since this hub started.</summary>
    PresenceState? Of(string edge);
}
