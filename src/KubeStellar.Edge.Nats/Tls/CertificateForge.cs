using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>Makes the certificates of a hub that has no others: a CA, and what it signs. ECDSA on P-256, which every TLS 1.2 client knows (RFC 5480).</summary>
internal static class CertificateForge
{
    /// <summary>How long a CA is good.</summary>
    public static readonly TimeSpan RootLife = TimeSpan.FromDays(3650);

    /// <summary>How long what it signs is good.</summary>
    public static readonly TimeSpan LeafLife = TimeSpan.FromDays(90);

    /// <summary>How long a certificate of an edge is good. It is renewed when a third of that is over: a device that is away for two years still gets in.</summary>
    public static readonly TimeSpan EdgeLife = TimeSpan.FromDays(1096);

    /// <summary>Purpose of a server's certificate (RFC 5280, 4.2.1.12).</summary>
    public const string ServerPurpose = "1.3.6.1.5.5.7.3.1";

    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    // A device whose clock is some hours behind must not refuse what was made a minute ago.
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    /// <summary>A new CA, with its key. Each has a name of its own, so that two of one hub are told apart.</summary>
    public static X509Certificate2 Root(DateTimeOffset now)
    {
        using var key = NewKey();
        var name = "KubeStellar.Edge hub CA " + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        return RootRequest(new X500DistinguishedName("CN=" + name), new PublicKey(key), key).CreateSelfSigned(now - Before, now + RootLife);
    }

    /// <summary>The same CA (name and key) as signed by the one before it: whoever knows only that one can follow.</summary>
    public static X509Certificate2 Cross(X509Certificate2 root, X509Certificate2 former)
    {
        var request = RootRequest(root.SubjectName, root.PublicKey, null);
        return Sign(request, former, root.NotBefore, root.NotAfter);
    }

    /// <summary>A server's certificate with its key.</summary>
    public static X509Certificate2 Server(ServerNames names, X509Certificate2 issuer, DateTimeOffset now)
    {
        using var key = NewKey();
        var request = LeafRequest("CN=" + names.All[0], key, ServerPurpose);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names.All)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        using var signed = Sign(request, issuer, now - Before, now + LeafLife);
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>A client's certificate with its key.</summary>
    public static X509Certificate2 Client(string name, X509Certificate2 issuer, DateTimeOffset now)
    {
        using var key = NewKey();
        using var signed = Sign(LeafRequest("CN=" + name, key, ClientPurpose), issuer, now - Before, now + LeafLife);
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate for a client that has its key itself.</summary>
    public static X509Certificate2 Client(string name, PublicKey publicKey, X509Certificate2 issuer, DateTimeOffset now, DateTimeOffset? until) =>
        Sign(Restricted(new CertificateRequest(new X500DistinguishedName("CN=" + name), publicKey, HashAlgorithmName.SHA256), ClientPurpose), issuer, now - Before, until ?? now + EdgeLife);

    /// <summary>A new key for a client.</summary>
    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest RootRequest(X500DistinguishedName name, PublicKey publicKey, ECDsa? key)
    {
        var request = key is null ? new CertificateRequest(name, publicKey, HashAlgorithmName.SHA256) : new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(publicKey, critical: false));
        return request;
    }

    private static CertificateRequest LeafRequest(string name, ECDsa key, string purpose) => Restricted(new CertificateRequest(name, key, HashAlgorithmName.SHA256), purpose);

    private static CertificateRequest Restricted(CertificateRequest request, string purpose)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        return request;
    }

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer, DateTimeOffset from, DateTimeOffset to)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f; // a serial number is positive

        // Nothing outlives who signed it, and no chain is older than its root.
        DateTimeOffset first = issuer.NotBefore, last = issuer.NotAfter;
        return request.Create(issuer, from > first ? from : first, to < last ? to : last, serial);
    }
}
