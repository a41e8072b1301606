using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes;

/// <summary>Registers the targets.</summary>
public static class KubernetesServices
{
    /// <summary>Adds the target <c>manifests:DIR</c>; the folder is made when it is missing.</summary>
    public static IServiceCollection AddManifestsTarget(this IServiceCollection services, string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ManifestsWatch>();
        services.TryAddSingleton<ITarget>(provider => new ManifestsTarget(
            new ManifestFolder(directory), provider.GetRequiredService<ManifestsWatch>(), provider.GetRequiredService<ILogger<ManifestsTarget>>()));
        return services;
    }
}
