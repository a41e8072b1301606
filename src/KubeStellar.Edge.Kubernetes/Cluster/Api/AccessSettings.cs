using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>How a cluster is reached, as it was read at one time.</summary>
/// <param name="Server">The API server.</param>
internal sealed record AccessSettings(Uri Server)
{
    /// <summary>Certificates to trust; null for the system's.</summary>
    internal X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The client's certificate.</summary>
    internal X509Certificate2? Certificate { get; init; }

    /// <summary>Trust any certificate, as the kubeconfig says.</summary>
    internal bool SkipVerify { get; init; }

    /// <summary>Name that the server's certificate must have, when that is not the host's.</summary>
    internal string? ServerName { get; init; }

    /// <summary>A proxy to go through, as the kubeconfig says; null for the environment's.</summary>
    internal Uri? Proxy { get; init; }

    /// <summary>Until when the credentials are good; null when that is not known.</summary>
    internal DateTimeOffset? Expires { get; init; }

    /// <summary>Gives the <c>Authorization</c> header; null for none.</summary>
    internal Func<CancellationToken, Task<AuthenticationHeaderValue?>>? Authorize { get; init; }

    /// <summary>User to impersonate in all requests, as the kubeconfig says.</summary>
    internal string? User { get; init; }

    /// <summary>Files that all this was read from, but for those which <see cref="Authorize"/> reads again itself.</summary>
    internal IReadOnlyList<string> Files { get; init; } = [];
}
