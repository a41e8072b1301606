using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using k8s;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>
/// Reads how the cluster is reached: from the kubeconfig that was named, in a pod from its service account, else from what <c>KUBECONFIG</c> names or
/// <c>~/.kube/config</c> (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/). How a pod finds its API server is the client library's
/// to know; its reader of kubeconfigs is not used, because it loads the types of all kinds: an edge with 1,000 objects had 138 MiB with it and has 112 without.
/// </summary>
internal sealed class ClusterAccess(string? kubeconfig, string? context, TimeProvider time)
{
    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>For people: where it is read from.</summary>
    internal string Place => PodServer is not null ? "in-cluster" : string.Join(':', Paths());

    private Uri? PodServer => kubeconfig is null && Variable("KUBECONFIG") is null && Variable("KUBERNETES_SERVICE_HOST") is not null && KubernetesClientConfiguration.IsInCluster() && File.Exists($"{ServiceAccount}/token")
        ? new Uri(KubernetesClientConfiguration.InClusterConfig().Host)
        : null;

    /// <exception cref="AccessException">It cannot be read, or says too little.</exception>
    internal async Task<AccessSettings> LoadAsync(CancellationToken token)
    {
        try
        {
            return PodServer is { } server ? await OfPodAsync(server, token) : await OfFilesAsync(token);
        }
        catch (Exception error) when (error is not AccessException and (IOException or UnauthorizedAccessException or FormatException or ArgumentException
            or InvalidOperationException or System.Security.Cryptography.CryptographicException or YamlDotNet.Core.YamlException))
        {
            // Whatever it is, the file may be put right without a restart.
            throw new AccessException($"{Place}: {error.Message}", error);
        }
    }

    private async Task<AccessSettings> OfPodAsync(Uri server, CancellationToken token) => new(server)
    {
        Authorities = Certificates(await File.ReadAllTextAsync($"{ServiceAccount}/ca.crt", token)),
        Authorize = new TokenFile($"{ServiceAccount}/token", time).HeaderAsync,
        Files = [$"{ServiceAccount}/ca.crt"],
    };

    private async Task<AccessSettings> OfFilesAsync(CancellationToken token)
    {
        var paths = Paths().Where(File.Exists).ToList();
        if (paths.Count == 0)
        {
            throw new AccessException($"there is no kubeconfig at {Place}");
        }

        var config = await Kubeconfig.ReadAsync(paths, token);
        var name = context ?? config.CurrentContext ?? throw new AccessException($"{Place} has no current context; choose one");
        var chosen = config.Find("contexts", name) ?? throw new AccessException($"{Place} has no context {name}");
        var cluster = config.Find("clusters", chosen.Text("cluster")) ?? throw new AccessException($"{Place}: the context {name} names no cluster that is there");
        var user = config.Find("users", chosen.Text("user"));
        if (!Uri.TryCreate(cluster.Text("server"), UriKind.Absolute, out var server))
        {
            throw new AccessException($"{Place}: the cluster of {name} has no server");
        }

        if (user?.Child("auth-provider") is not null)
        {
            throw new AccessException($"{Place}: auth-provider is no longer a way in; use a credential plugin (exec)");
        }

        var authority = await cluster.PemAsync("certificate-authority", token);
        var plugin = user?.Child("exec") is { } exec ? await ExecPlugin.RunAsync(exec, cluster, authority, time, token) : null;
        var certificate = plugin?.Certificate ?? (user is null ? null : await user.PemAsync("client-certificate", token));
        var key = plugin?.Key ?? (user is null ? null : await user.PemAsync("client-key", token));
        return new AccessSettings(server)
        {
            Authorities = authority is null ? null : Certificates(authority),
            Certificate = certificate is not null && key is not null ? X509Certificate2.CreateFromPem(certificate, key) : null,
            SkipVerify = cluster.Flag("insecure-skip-tls-verify"),
            ServerName = cluster.Text("tls-server-name"),
            Proxy = cluster.Text("proxy-url") is { } proxy ? new Uri(proxy) : null,
            Authorize = Header(user, plugin),
            User = user?.Text("as"),
            Expires = plugin?.Expires,
            Files = [.. paths, .. new[] { cluster.Path("certificate-authority"), user?.Path("client-certificate"), user?.Path("client-key") }.OfType<string>()],
        };
    }

    private string[] Paths() => kubeconfig is not null ? [kubeconfig]
        : Variable("KUBECONFIG") is { } named ? named.Split(':', StringSplitOptions.RemoveEmptyEntries)
        : [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config")];

    private Func<CancellationToken, Task<AuthenticationHeaderValue?>>? Header(KubeconfigEntry? user, ExecCredential? plugin)
    {
        if (plugin is null && user?.Path("tokenFile") is { } file)
        {
            return new TokenFile(file, time).HeaderAsync;
        }

        var header = (plugin?.Token ?? user?.Text("token")) is { } bearer ? new AuthenticationHeaderValue("Bearer", bearer)
            : user?.Text("username") is { } name ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{name}:{user.Text("password")}")))
            : null;
        return header is null ? null : _ => Task.FromResult<AuthenticationHeaderValue?>(header);
    }

    private static X509Certificate2Collection Certificates(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
