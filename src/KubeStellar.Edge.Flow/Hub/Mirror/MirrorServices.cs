using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>Registers the bucket guard.</summary>
internal static class MirrorServices
{
    internal static IServiceCollection AddMirrorGuard(this IServiceCollection services)
    {
        services.AddOptions<MirrorOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<HubHold>();
        services.TryAddSingleton<HubEpochGuard>();
        services.TryAddSingleton<BucketLedger>();
        services.TryAddSingleton<LeaseNotes>();
        services.TryAddSingleton<Succession>();
        services.TryAddSingleton<MirrorKeeper>();
        services.TryAddSingleton<EpochRaise>();
        services.TryAddSingleton<BucketGuard>();
        services.TryAddSingleton<IBucketGuard>(static all => all.GetRequiredService<BucketGuard>());
        services.AddHostedService<BucketWatch>();
        return services;
    }
}
