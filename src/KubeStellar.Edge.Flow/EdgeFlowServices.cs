using KubeStellar.Edge.Flow.Edge;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace KubeStellar.Edge.Flow;

/// <summary>Registers the edge's half of the flow.</summary>
public static class EdgeFlowServices
{
    /// <summary>
    /// The edge. Needs an <c>IHubLink</c>, an <c>IRootVerifier</c>, an <c>ITarget</c> and the stores of <c>AddEdgeStore</c>; an <c>IPolicyRuntime</c> is used
    /// when there is one.
    /// </summary>
    public static IServiceCollection AddEdgeFlow(this IServiceCollection services, Action<EdgeOptions>? configure = null)
    {
        services.AddOptions<EdgeOptions>().Configure(configure ?? (static _ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EdgeFlow>();
        services.TryAddSingleton<IEdgeStatusSource>(provider => provider.GetRequiredService<EdgeFlow>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EdgeFlow>());
        return services;
    }
}
