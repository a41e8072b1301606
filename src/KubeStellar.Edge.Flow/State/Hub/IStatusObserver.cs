using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Is told what edges say. Must return at once (queue and go); calls come in order per edge.</summary>
public interface IStatusObserver
{
    /// <summary>How an edge stands with a policy by its newest report, and its partial; both are durable. A null report: the edge has nothing of the policy any more.</summary>
    void Reported(string edge, PolicyKey policy, ReportHead? report, PartialRecord? partial);

    /// <summary>An edge came into reach, went out of it, or follows another root.</summary>
    void PresenceChanged(string edge, EdgePresence presence);
}
