using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.Hub.Customize;
using KubeStellar.Edge.Flow.Hub.Decide;
using KubeStellar.Edge.Flow.Hub.Feeds;
using KubeStellar.Edge.Flow.Hub.Gate;
using KubeStellar.Edge.Flow.Hub.Gate.Rollouts;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.Hub.Ingest.Parent;
using KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;
using KubeStellar.Edge.Flow.Hub.Ingest.Sealing;
using KubeStellar.Edge.Flow.Hub.Ingest.Sources;
using KubeStellar.Edge.Flow.Hub.Live;
using KubeStellar.Edge.Flow.Hub.Mirror;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.Hub.Publish;
using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Flow.Status.Back;
using KubeStellar.Edge.Flow.Status.Conditions;
using KubeStellar.Edge.Flow.Status.Reduce;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow;

/// <summary>The composition of the hub's way down.</summary>
public static class HubFlowServices
{
    /// <summary>
    /// Adds the stages in the order of the flow, and the flow itself as a hosted service. Needs <c>IBuckets</c>, <c>IEventLog</c>, <c>IHubMirror</c>,
    /// <c>IPolicyRuntime</c>, <c>IPolicyLint</c>, <c>IRootSigner</c>, <c>IValueSealer</c>, <c>IVariantSealer</c>, <c>TimeProvider</c>, logging and options from elsewhere.
    /// </summary>
    public static IServiceCollection AddHubFlow(this IServiceCollection services) =>
        services.AddHubDown().AddMirrorGuard().AddGateway().AddLive().AddHubReduce().AddStatusBack().AddHubConditions().AddHubApi().AddSources().AddHubFeeds();

    /// <summary>The way down alone.</summary>
    internal static IServiceCollection AddHubDown(this IServiceCollection services)
    {
        services.AddOptions<HubFlowOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<GateOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DecideOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PublishOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        return services.AddShared().AddIngest().AddPlace().AddCustomize().AddGate().AddPublish().AddDecide().AddHostedService(provider => provider.GetRequiredService<HubFlow>());
    }

    private static IServiceCollection AddShared(this IServiceCollection services)
    {
        services.TryAddSingleton<LoadedBundles>();
        services.TryAddSingleton<HubHold>();
        services.TryAddSingleton<HubEpochGuard>();
        services.TryAddSingleton<BucketLedger>();
        services.TryAddSingleton<LeaseNotes>();
        services.TryAddSingleton<HubChanges>();
        services.TryAddSingleton<HubQuestions>();
        services.TryAddSingleton<Asker>();
        services.TryAddSingleton<HubEvents>();
        services.TryAddSingleton<ContentPool>();
        services.TryAddSingleton<TrustedBuckets>();
        services.TryAddSingleton<HubCounters>();
        services.TryAddSingleton<RolloutTable>();
        services.TryAddSingleton<FreezeBook>();
        services.TryAddSingleton<UserBook>();
        services.TryAddSingleton<WorkspaceBook>();
        services.TryAddSingleton<RolloutPlans>();
        services.TryAddSingleton<GateInputs>();
        services.TryAddSingleton<DecisionTable>();
        services.TryAddSingleton<HubFlowState>();
        services.TryAddSingleton<HubFlow>();
        services.AddSingleton<IHubReload>(static all => all.GetRequiredService<HubFlow>());
        return services;
    }

    private static IServiceCollection AddIngest(this IServiceCollection services)
    {
        services.TryAddSingleton<HubInventory>();
        services.TryAddSingleton<IHubInventory>(provider => provider.GetRequiredService<HubInventory>());
        services.TryAddSingleton<IngestStore>();
        services.TryAddSingleton<InventoryLoader>();
        services.TryAddSingleton<InventoryReload>();
        services.TryAddSingleton<SourceCheck>();
        services.TryAddSingleton<IRelationCheck, RelationCheck>();
        services.TryAddSingleton<LibraryCheck>();
        services.TryAddSingleton<PolicyCheck>();
        services.TryAddSingleton<ObjectSealer>();
        services.TryAddSingleton<SecretSealing>();
        services.TryAddSingleton<Uploads>();
        services.TryAddSingleton<RequestCheck>();
        services.TryAddSingleton<SourceBook>();
        services.TryAddSingleton<HubLineage>();
        services.TryAddSingleton<ParentBook>();
        services.TryAddSingleton<ParentClaims>();
        services.TryAddSingleton<ParentEntries>();
        services.TryAddSingleton<ParentIngest>();
        services.TryAddSingleton<SourceClaims>();
        services.TryAddSingleton<SourceDesk>();
        services.TryAddSingleton<WorkspaceCheck>();
        services.TryAddSingleton<ApplyHandler>();
        services.TryAddSingleton<DeleteHandler>();
        services.TryAddSingleton<HubRecords>();
        services.AddAdmission();
        services.TryAddSingleton<EdgeHandler>();
        services.TryAddSingleton<AdmissionHandler>();
        services.TryAddSingleton<RevocationHandler>();
        services.TryAddSingleton<ConfirmHandler>();
        services.TryAddSingleton<RolloutHandler>();
        services.TryAddSingleton<BlobHandler>();
        services.TryAddSingleton<IHubCommands, HubCommands>();
        return services;
    }

    // Last: what a source brings goes through a hub that is whole.
    private static IServiceCollection AddSources(this IServiceCollection services) => services.AddHostedService<SourceRunner>();

    private static IServiceCollection AddPlace(this IServiceCollection services)
    {
        services.TryAddSingleton<OwnedCounts>();
        services.TryAddSingleton<SelectionBook>();
        services.TryAddSingleton<Ownership>();
        services.TryAddSingleton<Placer>();
        return services;
    }

    private static IServiceCollection AddCustomize(this IServiceCollection services)
    {
        services.TryAddSingleton<Marks>();
        services.TryAddSingleton<Customizer>();
        return services;
    }

    private static IServiceCollection AddGate(this IServiceCollection services)
    {
        services.TryAddSingleton<Gatekeeper>();
        services.TryAddSingleton<RolloutFeed>();
        services.AddSingleton<IStatusObserver>(static all => all.GetRequiredService<RolloutFeed>());
        services.TryAddSingleton<IMemberNews, MemberNews>();
        services.TryAddSingleton<MemberCount>();
        services.TryAddSingleton<RegionRollouts>();
        services.TryAddSingleton<IRegionRollouts>(static all => all.GetRequiredService<RegionRollouts>());
        services.TryAddSingleton<GateAsker>();
        services.TryAddSingleton<RolloutKeeper>();
        return services;
    }

    private static IServiceCollection AddPublish(this IServiceCollection services)
    {
        services.TryAddSingleton<HubLease>();
        services.TryAddSingleton<RootTable>();
        services.TryAddSingleton<ManifestCache>();
        services.TryAddSingleton<KeyWrapper>();
        services.TryAddSingleton<SealKeeper>();
        services.TryAddSingleton<AgreedAhead>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRootObserver, AgreedAhead>(static all => all.GetRequiredService<AgreedAhead>()));
        services.AddHostedService(static all => all.GetRequiredService<AgreedAhead>());
        services.TryAddSingleton<RootDrafter>();
        services.TryAddSingleton<RootBatcher>();
        services.TryAddSingleton<RootPublisher>();
        services.TryAddSingleton<ContentPublisher>();
        services.TryAddSingleton<ReleaseWriter>();
        services.TryAddSingleton<Publisher>();
        services.TryAddSingleton<Sweeper>();
        services.TryAddSingleton<IHubDesired, HubDesired>();
        return services;
    }

    private static IServiceCollection AddDecide(this IServiceCollection services)
    {
        services.TryAddSingleton<DecisionWriter>();
        return services;
    }
}
