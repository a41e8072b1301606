using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.Status.Back;

/// <summary>Registers what is known of statuses that are written back.</summary>
internal static class BackServices
{
    internal static IServiceCollection AddStatusBack(this IServiceCollection services)
    {
        services.TryAddSingleton<BackFeed>();
        services.TryAddSingleton<StatusBack>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStatusBack, StatusBack>(static all => all.GetRequiredService<StatusBack>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRootObserver, BackFeed>(static all => all.GetRequiredService<BackFeed>()));
        services.AddHostedService(static all => all.GetRequiredService<StatusBack>());
        return services;
    }
}
