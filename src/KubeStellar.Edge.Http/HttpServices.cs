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
}
