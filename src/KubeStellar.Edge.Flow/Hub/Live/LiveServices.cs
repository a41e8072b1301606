using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.Hub.Live;

/// <summary>Registers live questions. The way to the edges, <see cref="IEdgeAsker"/>, comes from elsewhere.</summary>
internal static class LiveServices
{
    internal static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ILiveStatus, LiveStatus>();
        services.TryAddSingleton<IRegionDesk, RegionDesk>();
        return services;
    }
}
