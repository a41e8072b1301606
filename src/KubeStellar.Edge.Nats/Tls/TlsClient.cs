using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>TLS of a client's connections: what is trusted is asked for at each handshake, and what is refused is said in a sentence.</summary>
internal static class TlsClient
{
    /// <param name="urls">Where the client connects.</param>
    /// <param name="trust">What it believes, now.</param>
    /// <param name="refused">Told why a server's certificate is not taken; the client itself says of reconnects only that they fail.</param>
    /// <param name="time">The clock, for what it says of certificates.</param>
    public static NatsTlsOpts Options(IEnumerable<string> urls, Func<TlsTrust> trust, Action<string>? refused, TimeProvider time) => NatsTlsOpts.Default with
    {
        // Without it, whoever stands between could tell the client in plain text that there is no TLS, and hear its JWT.
        Mode = trust().Required || urls.Any(url => url.StartsWith("tls://", StringComparison.OrdinalIgnoreCase)) ? TlsMode.Require : TlsMode.Prefer,
        ConfigureClientAuthentication = options =>
        {
            Configure(options, trust(), refused, time);
            return ValueTask.CompletedTask;
        },
    };

    /// <summary>Sets what is checked and shown in one handshake.</summary>
    /// <exception cref="TlsRefusedException">The client's own certificate cannot be used.</exception>
    internal static void Configure(SslClientAuthenticationOptions options, TlsTrust trust, Action<string>? refused, TimeProvider time)
    {
        options.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };

        // Where one CA signs clients too, an edge's certificate must not pass for the hub's.
        policy.ApplicationPolicy.Add(new Oid(CertificateForge.ServerPurpose));
        if (trust.CaPem is { } pem)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(CertificateText.All(pem));
        }

        options.CertificateChainPolicy = policy;
        if (trust.ClientPem is { } client)
        {
            options.ClientCertificates = [Shown(client)];
        }

        options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            var wrong = TlsVerdict.Explain((sender as SslStream)?.TargetHostName ?? "", certificate as X509Certificate2, chain, errors, trust, time.GetUtcNow());
            return wrong is null ? true : throw Refusal(wrong, refused);
        };
    }

    private static TlsRefusedException Refusal(string why, Action<string>? refused)
    {
        refused?.Invoke(why);
        return new TlsRefusedException(why);
    }

    private static X509Certificate2 Shown(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem, pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TlsRefusedException("The certificate and the key to show to the server do not belong together, or are none: " + e.Message);
        }
    }
}
