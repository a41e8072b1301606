using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>Reads certificates for people and rules.</summary>
internal static class CertificateText
{
    /// <summary>The names and addresses that a certificate is for.</summary>
    public static IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return alternatives is null
            ? [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)]
            : [.. alternatives.EnumerateDnsNames().Concat(alternatives.EnumerateIPAddresses().Select(address => address.ToString()))];
    }

    /// <summary>All certificates of a PEM text.</summary>
    /// <exception cref="CryptographicException">It holds something else, or nothing.</exception>
    public static X509Certificate2Collection All(string pem)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        return all.Count > 0 ? all : throw new CryptographicException("it holds no certificate in PEM form.");
    }

    /// <summary>The same certificates in one form, whatever stands between them.</summary>
    /// <exception cref="CryptographicException">It holds something else, or nothing.</exception>
    public static string Normal(string pem) => string.Concat(All(pem).Select(certificate => certificate.ExportCertificatePem() + "\n"));
}
