using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.Status.Conditions;

/// <summary>Registers the conditions of policies.</summary>
internal static class ConditionServices
{
    internal static IServiceCollection AddHubConditions(this IServiceCollection services)
    {
        services.TryAddSingleton<ConditionBook>();
        services.TryAddSingleton<IHubConditions>(static all => all.GetRequiredService<ConditionBook>());
        services.AddHostedService<ConditionKeeper>();
        return services;
    }
}
