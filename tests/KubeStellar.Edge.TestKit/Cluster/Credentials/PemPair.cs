using System.Security.Cryptography.X509Certificates;

namespace KubeStellar.Edge.TestKit.Cluster.Credentials;

/// <summary>A certificate and its key as PEM texts, the form that kubeconfig files and servers take.</summary>
/// <param name="Certificate">PEM of the certificate.</param>
/// <param name="Key">PEM of the private key (PKCS#8).</param>
public sealed record PemPair(string Certificate, string Key)
{
    /// <summary>The certificate with its key, for a TLS endpoint of this process.</summary>
    public X509Certificate2 Load()
    {
        using var pem = X509Certificate2.CreateFromPem(Certificate, Key);

        // A key that came from PEM is ephemeral; TLS wants one that was imported.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
    }
}
