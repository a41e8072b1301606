using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.Status.Report;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace KubeStellar.Edge.Flow;

/// <summary>Registers what makes a hub an edge of its parent.</summary>
public static class RegionFlowServices
{
    /// <summary>
    /// A region, beside its own <c>AddHubFlow</c> and after it, so that it starts when the hub serves. Needs an <c>IHubLink</c> to the parent, an <c>IEdgeSelf</c>, and the stores of
    /// <c>AddEdgeStore</c> in a folder of their own.
    /// </summary>
    public static IServiceCollection AddRegionFlow(this IServiceCollection services, Action<RegionOptions>? configure = null)
    {
        services.AddOptions<RegionOptions>().Configure(configure ?? (static _ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RegionPartials>();
        services.AddSingleton<IFleetObserver>(static all => all.GetRequiredService<RegionPartials>());
        services.TryAddSingleton<RegionFlow>();
        services.AddSingleton<IHostedService>(static all => all.GetRequiredService<RegionFlow>());
        return services;
    }
}
