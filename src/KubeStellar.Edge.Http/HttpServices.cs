using KubeStellar.Edge.Flow.State.Feeds;
using KubeStellar.Edge.Flow.State.Rollouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Http;

/// <summary>Registers what gates read over HTTP.</summary>
public static class HttpServices
{
    /// <summary>The kinds <see cref="InputKind.Http"/> and <see cref="InputKind.Prometheus"/>, for what is allowed; the first of several equal prefixes counts.</summary>
    public static IServiceCollection AddHttpInputs(this IServiceCollection services, IReadOnlyList<GateUrl> allowed)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGateInputs, HttpInputs>(all => new HttpInputs(allowed, all.GetRequiredService<TimeProvider>())));
        return services;
    }

    /// <summary>Receivers of events.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IReadOnlyList<WebhookUrl> webhooks)
    {
        services.TryAddSingleton(TimeProvider.System);
        foreach (var url in webhooks)
        {
            services.AddSingleton<IWebhook>(all => new HttpWebhook(url, all.GetRequiredService<TimeProvider>()));
        }

        return services;
    }
}
