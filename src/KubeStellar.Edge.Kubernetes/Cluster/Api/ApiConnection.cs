using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>The connections that go with one reading of the settings.</summary>
internal sealed class ApiConnection : IDisposable
{
    private readonly HttpMessageInvoker _http;

    internal ApiConnection(AccessSettings settings, ClusterTimes times)
    {
        Settings = settings;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = times.Connect,
            KeepAlivePingDelay = times.Ping,
            KeepAlivePingTimeout = times.Ping,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false, // it would hand our credentials to whoever is named
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            SslOptions = Tls(settings),
        };
        if (settings.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        _http = new HttpMessageInvoker(handler);
    }

    internal AccessSettings Settings { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends it; returns when the headers are there.</summary>
    internal async Task<HttpResponseMessage> SendAsync(ApiRequest request, string agent, CancellationToken token)
    {
        using var message = new HttpRequestMessage(request.Method, Address(request.Path));
        if (Settings.Server.Scheme == Uri.UriSchemeHttps)
        {
            message.Version = HttpVersion.Version20;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        }

        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", agent);
        message.Headers.Authorization = Settings.Authorize is { } authorize ? await authorize(token) : null;
        if ((request.User ?? Settings.User) is { } user)
        {
            if (!message.Headers.TryAddWithoutValidation("Impersonate-User", user))
            {
                // Sent without, it would be done as the edge itself.
                throw new AccessException($"'{user}' is no name that can be impersonated");
            }
        }

        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType ?? "application/json");
        }

        return await _http.SendAsync(message, token);
    }

    // A server may have a path of its own in front (a proxy, a kcp workspace).
    private Uri Address(string path) => new($"{Settings.Server.GetLeftPart(UriPartial.Authority)}{Settings.Server.AbsolutePath.TrimEnd('/')}{path}");

    private static SslClientAuthenticationOptions Tls(AccessSettings settings)
    {
        var options = new SslClientAuthenticationOptions();
        if (settings.ServerName is { Length: > 0 } name)
        {
            options.TargetHost = name;
        }

        if (settings.Certificate is { } certificate)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (settings.SkipVerify)
        {
            // Its owner asked for it in the kubeconfig; only that some certificate is offered is left to check.
            options.RemoteCertificateValidationCallback = static (_, offered, _, _) => offered is not null;
        }
        else if (settings.Authorities is { Count: > 0 } authorities)
        {
            options.RemoteCertificateValidationCallback = (_, offered, chain, errors) => Trusts(authorities, offered, chain, errors);
        }

        return options;
    }

    private static bool Trusts(X509Certificate2Collection authorities, X509Certificate? offered, X509Chain? sent, SslPolicyErrors errors)
    {
        if (offered is not X509Certificate2 certificate || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        foreach (var link in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(link.Certificate);
        }

        return chain.Build(certificate);
    }
}
