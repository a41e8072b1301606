using KubeStellar.Edge.Flow.Hub.Api.Rows;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Feeds;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Registers the API.</summary>
internal static class ApiServices
{
    internal static IServiceCollection AddHubApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<BucketLedger>();
        services.TryAddSingleton<Asker>();
        services.TryAddSingleton<DenialRate>();
        services.TryAddSingleton<Denials>();
        services.TryAddSingleton<HubEvents>();
        services.TryAddSingleton<TrustedBuckets>();
        services.TryAddSingleton<SourceBook>();
        services.TryAddSingleton<WebhookBook>();
        services.AddStandbys();
        services.TryAddSingleton<DecisionTable>();
        services.TryAddSingleton<HubRecords>();
        services.AddAdmission();
        services.TryAddSingleton<Pager>();
        services.TryAddSingleton<Placements>();
        services.TryAddSingleton<CarryExplainer>();
        services.TryAddSingleton<Explainer>();
        services.TryAddSingleton<TokenDesk>();
        services.TryAddSingleton<UserBook>();
        services.TryAddSingleton<UserKeys>();
        services.TryAddSingleton<WorkspaceBook>();
        services.TryAddSingleton<RevocationBook>();
        services.TryAddSingleton<IEdgeLockout, ForeignServer>();
        services.TryAddSingleton<HubChanges>();
        services.TryAddSingleton<Doorkeeper>();
        services.TryAddSingleton<UserDesk>();
        services.TryAddSingleton<WorkspaceDesk>();
        services.TryAddSingleton<ContentsDesk>();
        services.TryAddSingleton<AuditDesk>();
        services.TryAddSingleton<IHubKeyRing, NoKeyRing>();
        services.TryAddSingleton<KeysDesk>();
        services.TryAddSingleton<LoadedBundles>();
        services.TryAddSingleton<RowAsker>();
        services.TryAddSingleton<RowFilter>();
        services.TryAddSingleton<ObjectRows>();
        services.TryAddSingleton<FreezeBook>();
        services.TryAddSingleton<RolloutDesk>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, WorkloadListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, PolicyListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, LibraryListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, EdgeListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, RegionListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, PlacementListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, DesiredListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, StatusListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, SummaryListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, UpsyncedListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, RolloutListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, DecisionListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, EventListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, TokenListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, PendingListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, RevokedListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, SourceListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, WebhookListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, HubListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, UserListing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IListing, WorkspaceListing>());
        services.TryAddSingleton<IApiHandler, ApiHandler>();
        return services;
    }
}
