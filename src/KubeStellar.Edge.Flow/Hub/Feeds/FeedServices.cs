using KubeStellar.Edge.Flow.State.Feeds;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.Hub.Feeds;

/// <summary>Registers what tells others of events.</summary>
internal static class FeedServices
{
    internal static IServiceCollection AddHubFeeds(this IServiceCollection services)
    {
        services.TryAddSingleton<TrustedBuckets>();
        services.TryAddSingleton<WebhookBook>();
        services.AddHostedService<WebhookRunner>();
        return services;
    }
}
