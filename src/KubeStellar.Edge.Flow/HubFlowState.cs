using KubeStellar.Edge.Flow.Hub.Decide;
using KubeStellar.Edge.Flow.Hub.Publish;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Regions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow;

/// <summary>What the hub's flow keeps besides its plan.</summary>
internal sealed class HubFlowState(
    IBuckets buckets,
    HubChanges changes,
    HubQuestions questions,
    HubEvents events,
    IEventLog eventLog,
    ContentPool contents,
    RolloutTable rollouts,
    RootTable roots,
    ManifestCache manifests,
    HubCounters counters,
    HubLease lease,
    Sweeper sweeper,
    HubHold hold,
    HubEpochGuard epoch,
    DecisionWriter decisions,
    HubLineage lineage,
    WorkspaceBook workspaces,
    IRootSigner signer,
    IOptions<PublishOptions> publish)
{
    public IBuckets Buckets => buckets;

    public HubChanges Changes => changes;

    public HubQuestions Questions => questions;

    public HubEvents Events => events;

    public IEventLog EventLog => eventLog;

    public ContentPool Contents => contents;

    public RolloutTable Rollouts => rollouts;

    public RootTable Roots => roots;

    public ManifestCache Manifests => manifests;

    public HubCounters Counters => counters;

    public HubLease Lease => lease;

    public Sweeper Sweeper => sweeper;

    public HubHold Hold => hold;

    public HubEpochGuard Epoch => epoch;

    public DecisionWriter Decisions => decisions;

    public HubLineage Lineage => lineage;

    public WorkspaceBook Workspaces => workspaces;

    public IRootSigner Signer => signer;

    public PublishOptions Publish => publish.Value;
}
