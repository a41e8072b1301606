using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Cluster;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using KubeStellar.Edge.Kubernetes.Source;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes;

/// <summary>Registers the targets and sources.</summary>
public static class KubernetesServices
{
    /// <summary>Adds the target <c>manifests:DIR</c>, or another of its forms, for the folder and the edge of <paramref name="hold"/>, which stays the caller's to let go.</summary>
    public static IServiceCollection AddManifestsTarget(this IServiceCollection services, ManifestsHold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ManifestsWatch>();
        var reader = FolderReaders.Of(hold.Form);
        services.TryAddSingleton<ITarget>(provider => new ManifestsTarget(
            reader.Over(hold.Folder, hold.Disk, provider.GetRequiredService<TimeProvider>()),
            hold.Edge,
            reader,
            provider.GetRequiredService<ManifestsWatch>(),
            provider.GetRequiredService<ILogger<ManifestsTarget>>()));
        return services;
    }

    /// <summary>Adds the target <c>kubernetes[:KUBECONFIG]</c>. Nothing is asked of the cluster before the first step.</summary>
    public static IServiceCollection AddKubernetesTarget(this IServiceCollection services, KubernetesTargetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITarget>(provider => KubernetesTargetFactory.Make(
            options, new ClusterTimes(), new Random(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        return services;
    }

    /// <summary>Adds the source <c>kubernetes</c>. Needs <c>TimeProvider</c> and logging from elsewhere.</summary>
    public static IServiceCollection AddKubernetesSource(this IServiceCollection services, KubernetesSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return services.AddSingleton<ISource>(all => new KubernetesSource(options, all.GetRequiredService<ILoggerFactory>(), new Random(), all.GetRequiredService<TimeProvider>()));
    }
}
