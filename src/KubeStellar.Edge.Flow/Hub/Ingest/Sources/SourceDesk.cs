using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sources;

/// <summary>What every source's way in stands on. Of summaries there are none where nothing is reduced.</summary>
internal sealed record SourceDesk(
    SourceBook Book,
    RequestCheck Check,
    SourceClaims Claims,
    WorkspaceCheck Rules,
    ApplyHandler Apply,
    IngestStore Store,
    HubInventory Inventory,
    IHubDesired Desired,
    IEnumerable<IHubSummaries> Summaries,
    IEnumerable<IStatusBack> Back,
    HubHold Hold,
    HubEvents Events);
