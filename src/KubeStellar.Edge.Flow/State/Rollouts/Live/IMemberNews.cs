using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>What is known of edges: all that a rollout's members are judged by.</summary>
internal interface IMemberNews
{
    /// <summary>Whether heartbeats are heard at all; if not, every edge counts as in reach.</summary>
    bool Hears { get; }

    /// <summary>Whether this hub started so lately that an edge which it has not heard may be in reach all the same.</summary>
    bool Settling { get; }

    /// <summary>Version of an edge's durable root; null when it has none.</summary>
    RootVersion? Root(string edge);

    /// <summary>An edge's newest report of a policy; null when there is none.</summary>
    ReportHead? Report(string edge, PolicyKey policy);

    /// <summary>What a region last told of a policy's rollout inside itself; null when it told nothing, and of ordinary edges.</summary>
    RegionRollout? Rollout(string edge, PolicyKey policy);

    /// <summary>What an edge's heartbeats say; null when it was never heard since this hub started.</summary>
    PresenceState? Presence(string edge);
}
