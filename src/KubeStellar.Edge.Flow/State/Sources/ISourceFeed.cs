using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.State.Sources;

/// <summary>The hub, as one source sees it: what it brought, a way in, and what became of its policies. All of it through Ingest's own checks.</summary>
public interface ISourceFeed
{
    /// <summary>What the hub remembers of the source; null when it never said anything.</summary>
    SourceRecord? Last { get; }

    /// <summary>What the hub has from this source. A snapshot.</summary>
    SourceHoldings Holdings();

    /// <summary>
    /// Checks a change and writes what of it may be taken, durably, and then into the flow. Never throws for what is in it, nor for a bucket that does not answer: the
    /// outcome says so. Of what it names as gone only what this source brought is removed.
    /// </summary>
    Task<SourceOutcome> HandAsync(SourceChange change, CancellationToken token);

    /// <summary>Says how the source is: kept in <c>kse-hub</c>, listed, and as an event when the phase or the message is another one.</summary>
    Task TellAsync(SourceReport report, CancellationToken token);

    /// <summary>How one policy of the workspace is; null when there is none.</summary>
    SourcePolicy? Policy(string name);

    /// <summary>What is to stand in the status of objects that this source brought, of policies that ask for it; null when it cannot be read now, and everything is to stay as it is.</summary>
    Task<IReadOnlyList<BackStatus>?> StatusesAsync(CancellationToken token) => Task.FromResult<IReadOnlyList<BackStatus>?>([]);

    /// <summary>What of a policy waits for a person, also of one that is deleted; null when nothing does.</summary>
    HoldRecord? Hold(string policy);
}
