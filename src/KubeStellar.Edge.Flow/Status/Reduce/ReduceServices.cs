using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Rollouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>Registers the hub's reduction.</summary>
internal static class ReduceServices
{
    internal static IServiceCollection AddHubReduce(this IServiceCollection services)
    {
        services.AddOptions<ReduceOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<StatusFeed>();
        services.TryAddSingleton<SummaryBook>();
        services.TryAddSingleton<StoredContents>();
        services.TryAddSingleton<BundleLoader>();
        services.TryAddSingleton<IHubSummaries>(static all => all.GetRequiredService<SummaryBook>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGateInputs, SummaryInputs>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRootObserver, StatusFeed>(static all => all.GetRequiredService<StatusFeed>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStatusObserver, StatusFeed>(static all => all.GetRequiredService<StatusFeed>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChildObserver, StatusFeed>(static all => all.GetRequiredService<StatusFeed>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHubReload, StatusFeed>(static all => all.GetRequiredService<StatusFeed>()));
        services.AddHostedService<Reducer>();
        return services;
    }
}
