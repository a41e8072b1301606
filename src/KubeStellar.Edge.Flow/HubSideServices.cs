using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.Hub.Feeds;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.Hub.Live;
using KubeStellar.Edge.Flow.Hub.Mirror;
using KubeStellar.Edge.Flow.Status.Conditions;
using KubeStellar.Edge.Flow.Status.Reduce;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow;

/// <summary>Everything of a hub beside its flow down: who watches the buckets, answers edges, answers people, and reduces statuses.</summary>
public static class HubSideServices
{
    /// <summary>
    /// Adds the bucket guard, the edge gateway, the API and the reduction. What they stand on comes from elsewhere: the flow (inventory, desired state, commands),
    /// the buckets and the event log, the mirror, the policy runtime, and the identities.
    /// </summary>
    public static IServiceCollection AddHubServices(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddMirrorGuard().AddGateway().AddLive().AddHubApi().AddHubReduce().AddHubConditions().AddHubFeeds();
    }
}
