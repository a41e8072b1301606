using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using k8s;
using k8s.Authentication;
using k8s.KubeConfigModels;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>
/// Reads how the cluster is reached: from the kubeconfig that was named, in a pod from its service account, else from what <c>KUBECONFIG</c> names or
/// <c>~/.kube/config</c> (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/).
/// </summary>
internal sealed class ClusterAccess(string? kubeconfig, string? context, TimeProvider time)
{
    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>For people: where it is read from.</summary>
    internal string Place => InPod ? "in-cluster" : string.Join(':', Paths());

    private bool InPod => kubeconfig is null && Environment.GetEnvironmentVariable("KUBECONFIG") is null or "" && KubernetesClientConfiguration.IsInCluster();

    /// <exception cref="AccessException">It cannot be read, or says too little.</exception>
    internal async Task<AccessSettings> LoadAsync()
    {
        try
        {
            return InPod ? OfPod() : await OfFilesAsync();
        }
        catch (Exception error) when (error is not (OperationCanceledException or AccessException or OutOfMemoryException))
        {
            // The client library throws all sorts; whatever it is, the file may be put right without a restart.
            throw new AccessException($"{Place}: {error.Message}", error);
        }
    }

    private AccessSettings OfPod()
    {
        var config = KubernetesClientConfiguration.InClusterConfig();
        var token = new TokenFile($"{ServiceAccount}/token", time);
        return new AccessSettings(new Uri(config.Host)) { Authorities = config.SslCaCerts, Authorize = token.HeaderAsync, Files = [$"{ServiceAccount}/ca.crt"] };
    }

    private async Task<AccessSettings> OfFilesAsync()
    {
        var paths = Paths().Where(File.Exists).ToList();
        if (paths.Count == 0)
        {
            throw new AccessException($"there is no kubeconfig at {Place}");
        }

        var model = await MergedAsync(paths);
        var name = context ?? model.CurrentContext ?? throw new AccessException($"{Place} has no current context; choose one");
        var details = model.Contexts?.FirstOrDefault(item => item.Name == name)?.ContextDetails ?? throw new AccessException($"{Place} has no context {name}");
        var user = model.Users?.FirstOrDefault(item => item.Name == details.User)?.UserCredentials;
        var authority = model.Clusters?.FirstOrDefault(item => item.Name == details.Cluster)?.ClusterEndpoint?.CertificateAuthority;
        var token = user is { Token: null or "" } ? await TokenFileOfAsync(paths, details.User) : null;
        if (token is not null)
        {
            // The library does not know tokenFile, and refuses a user without credentials.
            user!.Token = "-";
        }
        else if (user is not null && IsAnonymous(user))
        {
            details.User = null;
        }

        var config = KubernetesClientConfiguration.BuildConfigFromConfigObject(model, name);
        return new AccessSettings(new Uri(config.Host))
        {
            Authorities = config.SslCaCerts,
            Certificate = Certificate(config),
            SkipVerify = config.SkipTlsVerify,
            ServerName = config.TlsServerName,
            Authorize = token is null ? Header(config) : new TokenFile(token, time).HeaderAsync,
            User = user?.Impersonate is { Length: > 0 } other ? other : null,
            Files =
            [
                .. paths,
                .. new[] { authority is null ? null : Beside(paths[0], authority), config.ClientCertificateFilePath, config.ClientKeyFilePath }.OfType<string>().Where(path => path.Length > 0),
            ],
        };
    }

    private string[] Paths() => kubeconfig is not null ? [kubeconfig]
        : Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } named ? named.Split(':', StringSplitOptions.RemoveEmptyEntries)
        : [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config")];

    // The first file that names a thing wins.
    private static async Task<K8SConfiguration> MergedAsync(List<string> paths)
    {
        var merged = await KubernetesClientConfiguration.LoadKubeConfigAsync(paths[0]) ?? throw new AccessException($"{paths[0]} is empty");
        foreach (var path in paths.Skip(1))
        {
            var more = await KubernetesClientConfiguration.LoadKubeConfigAsync(path);
            merged.CurrentContext ??= more?.CurrentContext;
            merged.Clusters = [.. merged.Clusters ?? [], .. more?.Clusters ?? []];
            merged.Users = [.. merged.Users ?? [], .. more?.Users ?? []];
            merged.Contexts = [.. merged.Contexts ?? [], .. more?.Contexts ?? []];
        }

        return merged;
    }

    private static async Task<string?> TokenFileOfAsync(List<string> paths, string user)
    {
        foreach (var path in paths)
        {
            if (KubeconfigTokens.FileOf(await File.ReadAllTextAsync(path), user) is { } file)
            {
                return Beside(path, file);
            }
        }

        return null;
    }

    private static string Beside(string kubeconfig, string path) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(kubeconfig))!, path);

    private static bool IsAnonymous(UserCredentials user) => user is
    {
        Token: null or "", UserName: null or "", ClientCertificate: null or "", ClientCertificateData: null or "", ExternalExecution: null, AuthProvider: null
    };

    private static X509Certificate2? Certificate(KubernetesClientConfiguration config)
    {
        static string? Pem(string? data, string? file) =>
            file is { Length: > 0 } ? File.ReadAllText(file) : data is { Length: > 0 } ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data)) : null;
        return Pem(config.ClientCertificateData, config.ClientCertificateFilePath) is { } certificate && Pem(config.ClientCertificateKeyData, config.ClientKeyFilePath) is { } key
            ? X509Certificate2.CreateFromPem(certificate, key)
            : null;
    }

    private static Func<CancellationToken, Task<AuthenticationHeaderValue?>>? Header(KubernetesClientConfiguration config)
    {
        ITokenProvider? provider = config.TokenProvider;
        if (provider is not null)
        {
            return async token => await provider.GetAuthenticationHeaderAsync(token);
        }

        var header = config is { AccessToken.Length: > 0 } ? new AuthenticationHeaderValue("Bearer", config.AccessToken)
            : config is { Username.Length: > 0 }
                ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{config.Username}:{config.Password}")))
                : null;
        return header is null ? null : _ => Task.FromResult<AuthenticationHeaderValue?>(header);
    }
}
