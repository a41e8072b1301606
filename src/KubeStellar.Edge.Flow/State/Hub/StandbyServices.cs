using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Registers what is known of the hub that publishes and of those that wait.</summary>
internal static class StandbyServices
{
    internal static IServiceCollection AddStandbys(this IServiceCollection services)
    {
        services.AddOptions<HubFlowOptions>();
        services.TryAddSingleton<HubEvents>();
        services.TryAddSingleton<HubHold>();
        services.TryAddSingleton<HubEpochGuard>();
        services.TryAddSingleton<LeaseNotes>();
        services.TryAddSingleton<StandbyBook>();
        services.TryAddSingleton<IStandbyHearing>(static all => all.GetRequiredService<StandbyBook>());
        return services;
    }
}
