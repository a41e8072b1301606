using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>Makes what goes up beside a report: at an edge from its objects, at a region from its edges. Used by the reporter's loop only, but for <see cref="TryAgain"/> of a region.</summary>
internal interface IPartialMaker
{
    /// <summary>Whether some partial could not be made for a reason that passes.</summary>
    bool AnyAgain { get; }

    /// <summary>
    /// Whether partials change so often, and are made anew so cheaply, that one that changes alone is not worth a write to the disk. What was sent before a restart is then not known
    /// after it, and everything is sent once.
    /// </summary>
    bool Fleeting => false;

    /// <summary>Whether this policy's could not, or is to be made anew.</summary>
    bool IsAgain(PolicyKey policy);

    /// <summary>Makes it anew at the next occasion, whatever it was.</summary>
    void TryAgain(PolicyKey policy);

    /// <summary>What was made is kept.</summary>
    void Settle(PolicyKey policy);

    /// <summary>The edge has other labels or properties: nothing that was made with the old ones stands.</summary>
    void Become(EdgeRecord edge);

    /// <summary>The partial that goes with a report; null when there is none.</summary>
    Task<PartialRecord?> MakeAsync(PolicyView view, ReportRecord report, CancellationToken token);

    /// <summary>Forgets a policy that is gone.</summary>
    Task ForgetAsync(PolicyKey policy, CancellationToken token);
}
