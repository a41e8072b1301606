using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes;
using KubeStellar.Edge.Kubernetes.Cluster;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The target <c>kubernetes[:KUBECONFIG]</c>. Nothing is held, and nothing asked before the edge runs: a cluster that is down now is waited for.</summary>
internal static class ClusterTarget
{
    /// <exception cref="DaemonFailure">An option is not as it should be.</exception>
    internal static TakenTarget Take(EdgeSettings settings, string edge, string kubeconfig)
    {
        var users = Users(settings.Impersonate);
        return new TakenTarget(
            (services, pin) => services.AddKubernetesTarget(new KubernetesTargetOptions
            {
                Kubeconfig = kubeconfig.Length > 0 ? Path.GetFullPath(kubeconfig) : null,
                Context = settings.Context,
                Edge = pin.Edge,
                HubKey = pin.Origin, // the name of the hub in this cluster, for good
                Impersonate = users,
                Daemon = DaemonVersion.Text,
            }),
            Hold: null)
        {
            FullPass = TimeSpan.FromMinutes(5),
        };
    }

    /// <summary>Users by workspace, as <c>--impersonate</c> gives them.</summary>
    /// <exception cref="DaemonFailure">One is not as it should be.</exception>
    internal static Dictionary<string, string> Users(IReadOnlyList<string> given)
    {
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in given)
        {
            if (item.Split('=', 2) is not [var workspace, { Length: > 0 } user] || !Names.IsDnsLabel(workspace))
                throw new DaemonFailure($"--impersonate {item}: write it as WORKSPACE=USER.");
            users[workspace] = user;
        }

        return users;
    }
}
