using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubeStellar.Edge.Contracts.Wire;
using CertificateRequest = KubeStellar.Edge.Contracts.Wire.CertificateRequest;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>
/// What a device shows to its hub's server where that asks for a certificate: a key that was made here (<c>client.key</c>) and the certificate that the hub gave for it (<c>client.pem</c>),
/// or until then what came with the join token (<c>joined.pem</c>).
/// </summary>
public sealed class DeviceCertificate(DeviceIdentity identity, TimeProvider time)
{
    private CertificateRequest? _request;

    /// <summary>Certificate and key (PEM) to show; null for none.</summary>
    public string? Pem =>
        File.Exists(In("client.pem")) && File.Exists(In("client.key")) ? PrivateFile.Read(In("client.key")) + SecretFiles.Read(In("client.pem"))
        : File.Exists(In("joined.pem")) ? PrivateFile.Read(In("joined.pem"))
        : null;

    /// <summary>Keeps what came with the token.</summary>
    public static void Bring(DeviceIdentity identity, string pem)
    {
        ArgumentNullException.ThrowIfNull(identity);
        PrivateFile.Write(Path.Combine(identity.Folder, "joined.pem"), pem);
    }

    /// <summary>Asks for a certificate when there is none, a third of its time is over, or the hub has another CA; null otherwise, and of a hub that has none.</summary>
    internal CertificateRequest? Request() => identity.Pin is { CaPem: { } ca } pin && IsDue(ca) ? _request ??= Make(pin.Edge) : null;

    /// <summary>Takes a certificate that the hub gave. Null when it did, else why not.</summary>
    /// <exception cref="IOException">It could not be kept, and nothing changed.</exception>
    internal string? Take(CertificateReply given, PinnedHub hub)
    {
        if (given.Pem is null || !hub.Signed(CertificateReply.Signed(given.Pem), given.Signature))
        {
            return "it is not signed by this edge's hub";
        }

        try
        {
            using var pair = X509Certificate2.CreateFromPem(given.Pem, PrivateFile.Read(In("client.key")));
            SecretFiles.Write(In("client.pem"), given.Pem);
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return "it is not for this device's key";
        }
    }

    private bool IsDue(string ca)
    {
        if (!File.Exists(In("client.pem")))
        {
            return true;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(SecretFiles.Read(In("client.pem")));
            using var authority = X509Certificate2.CreateFromPem(ca);
            DateTimeOffset from = certificate.NotBefore, to = certificate.NotAfter;
            return time.GetUtcNow() >= from + ((to - from) / 3) || !RenewalRule.IsOf(certificate, authority);
        }
        catch (CryptographicException)
        {
            return true;
        }
    }

    private CertificateRequest Make(string edge)
    {
        using var key = CertificateForge.NewKey();
        if (File.Exists(In("client.key")))
        {
            key.ImportFromPem(PrivateFile.Read(In("client.key")));
        }
        else
        {
            PrivateFile.Write(In("client.key"), key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        var text = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        return new CertificateRequest(text, Convert.ToBase64String(key.SignData(CertificateRequest.Signed(edge, text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
    }

    private string In(string name) => Path.Combine(identity.Folder, name);
}
