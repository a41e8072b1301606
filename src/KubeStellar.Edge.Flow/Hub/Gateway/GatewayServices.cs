using KubeStellar.Edge.Flow.Hub.Gateway.Upsync;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Regions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Registers the gateway.</summary>
internal static class GatewayServices
{
    internal static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<BucketLedger>();
        services.TryAddSingleton<HubRecords>();
        services.AddAdmission();
        services.TryAddSingleton<AskerRoots>();
        services.TryAddSingleton<TreeSets>();
        services.TryAddSingleton<ContentDesk>();
        services.TryAddSingleton<ReportWriter>();
        services.TryAddSingleton<ReportGrounds>();
        services.TryAddSingleton<ReportBook>();
        services.TryAddSingleton<ReportDesk>();
        services.TryAddSingleton<EventQueue>();
        services.TryAddSingleton<DenialRate>();
        services.TryAddSingleton<PresenceBook>();
        services.TryAddSingleton<HubLineage>();
        services.TryAddSingleton<ReportPace>();
        services.TryAddSingleton<KeyTeller>();
        services.TryAddSingleton<RekeyDesk>();
        services.TryAddSingleton<HeartbeatDesk>();
        services.TryAddSingleton<JoinCheck>();
        services.TryAddSingleton<JoinFaults>();
        services.TryAddSingleton<JoinDesk>();
        services.TryAddSingleton<Suspects>();
        services.TryAddSingleton<LeftEdges>();
        services.TryAddSingleton<UpsyncBook>();
        services.TryAddSingleton<UpsyncRoots>();
        services.TryAddSingleton<AskedRules>();
        services.TryAddSingleton<UpsyncDesk>();
        services.TryAddSingleton<IGatewayHandler, GatewayHandler>();
        services.TryAddSingleton<IEdgePresence>(static all => all.GetRequiredService<PresenceBook>());
        services.TryAddSingleton<IHubReports>(static all => all.GetRequiredService<ReportBook>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHubReload, ReportBook>(static all => all.GetRequiredService<ReportBook>()));
        services.TryAddSingleton<IHubUpsync>(static all => all.GetRequiredService<UpsyncBook>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHubReload, UpsyncBook>(static all => all.GetRequiredService<UpsyncBook>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRootObserver, UpsyncRoots>(static all => all.GetRequiredService<UpsyncRoots>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRootObserver, LeftEdges>(static all => all.GetRequiredService<LeftEdges>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ReportWriter>(static all => all.GetRequiredService<ReportWriter>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventQueue>(static all => all.GetRequiredService<EventQueue>()));
        services.AddHostedService<GatewayService>();
        services.AddHostedService<UpsyncService>();
        services.AddHostedService<PresenceWatch>();
        services.AddStandbys();
        services.AddHostedService<StandbyWatch>();
        services.AddHostedService<CloneWatch>();
        services.TryAddSingleton<FloodWatch>();
        services.TryAddSingleton<IFloodWatch>(static all => all.GetRequiredService<FloodWatch>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FloodWatch>(static all => all.GetRequiredService<FloodWatch>()));
        return services;
    }
}
