using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Is told what edges say. Must return at once (queue and go); calls come in order per edge.</summary>
public interface IStatusObserver
{
    /// <summary>An edge's newest report of a policy, and its partial, are durable; a null report: the edge has nothing of the policy any more.</summary>
    void Reported(string edge, PolicyKey policy, ReportRecord? report, PartialRecord? partial);

    /// <summary>An edge came into reach, went out of it, or follows another root.</summary>
    void PresenceChanged(string edge, EdgePresence presence);
}
