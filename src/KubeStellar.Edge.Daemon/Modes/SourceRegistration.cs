using KubeStellar.Edge.Daemon.Sources;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes;
using KubeStellar.Edge.Kubernetes.Source;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Registers the sources that a hub was told of.</summary>
internal static class SourceRegistration
{
    internal static void Add(IServiceCollection services, IReadOnlyList<SourceSettings> sources)
    {
        foreach (var source in sources)
        {
            if (source.Kind == SourceOptions.Kubernetes)
            {
                services.AddKubernetesSource(new KubernetesSourceOptions
                {
                    Id = source.Id,
                    Workspace = source.Workspace,
                    Kubeconfig = source.Kubeconfig,
                    Context = source.Context,
                    Selector = source.Selector,
                    Namespaces = source.Namespaces,
                    Daemon = DaemonVersion.Text,
                });
                continue;
            }

            services.AddSingleton<ISource>(all => new FolderSource(
                source.Kind, source.Place, source.Workspace, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<FolderSource>>()));
        }
    }
}
