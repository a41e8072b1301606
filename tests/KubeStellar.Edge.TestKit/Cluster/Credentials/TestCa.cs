using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubeStellar.Edge.TestKit.Cluster.Credentials;

/// <summary>A certificate authority of one test: signs servers for loopback and users (common name = user, organizations = groups, as Kubernetes reads them).</summary>
public sealed class TestCa : IDisposable
{
    private static int _serial;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _time;

    /// <summary>A new authority with a key of its own.</summary>
    public TestCa(string name, TimeProvider time)
    {
        _time = time;
        var request = new CertificateRequest($"CN={name}-{Interlocked.Increment(ref _serial)}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddDays(30));
        Pem = _certificate.ExportCertificatePem();
    }

    /// <summary>The authority's certificate.</summary>
    public string Pem { get; }

    /// <summary>A certificate for a server on loopback.</summary>
    public PemPair Server() => Issue("CN=kube-apiserver", "1.3.6.1.5.5.7.3.1", TimeSpan.FromDays(20), names: true);

    /// <summary>A certificate for a user, valid until <paramref name="life"/> from now.</summary>
    public PemPair User(string name, TimeSpan life, params string[] groups) =>
        Issue(string.Concat(groups.Select(group => $"O={group},")) + "CN=" + name, "1.3.6.1.5.5.7.3.2", life, names: false);

    /// <summary>Whether this authority signed a certificate, and it is valid now.</summary>
    public bool Signed(X509Certificate2 certificate) => Signed(certificate, Pem);

    /// <summary>Whether the authority of a PEM signed a certificate, and it is valid now.</summary>
    public static bool Signed(X509Certificate2 certificate, string authority)
    {
        using var root = X509Certificate2.CreateFromPem(authority);
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        return chain.Build(certificate);
    }

    /// <summary>How a client of this process checks a server that the authority of a PEM signed.</summary>
    public static RemoteCertificateValidationCallback Trust(Func<string> authority) =>
        (_, certificate, _, errors) => certificate is X509Certificate2 given && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0 && Signed(given, authority());

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private PemPair Issue(string subject, string usage, TimeSpan life, bool names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (names)
        {
            var hosts = new SubjectAlternativeNameBuilder();
            hosts.AddIpAddress(IPAddress.Loopback);
            hosts.AddDnsName("localhost");
            hosts.AddDnsName("kubernetes.default.svc");
            request.CertificateExtensions.Add(hosts.Build());
        }

        var serial = new byte[8];
        RandomNumberGenerator.Fill(serial);
        serial[0] &= 0x7f;
        using var certificate = request.Create(_certificate, _time.GetUtcNow().AddDays(-1), _time.GetUtcNow() + life, serial);
        return new PemPair(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
