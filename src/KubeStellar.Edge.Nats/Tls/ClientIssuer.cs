using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>
/// Gives edges certificates of the hub's CA to show to its server: with a heartbeat for a key that the device made, and before that with the join token, by which alone a device is known
/// that has nothing yet. Who is void at the server is so by its NKey; the certificate is what a stranger lacks who never had a token.
/// </summary>
public sealed class ClientIssuer(HubTls tls, IRootSigner signer)
{
    /// <summary>An edge's certificate; null when it asks for none, does not prove its key, or the hub issues none.</summary>
    public CertificateReply? For(string edge, Contracts.Wire.CertificateRequest? request)
    {
        if (request is not { Key: not null, Proof: not null } || KeyOf(edge, request) is not { } key || tls.Issue(key, "kse-edge-" + edge) is not { } pem)
        {
            return null;
        }

        return new CertificateReply(pem, Convert.ToBase64String(signer.Sign(CertificateReply.Signed(pem))));
    }

    /// <summary>Certificate and key (PEM) for the bearer of a token; null when the server asks nobody for one of the hub's.</summary>
    public string? ForToken(string tokenId, DateTimeOffset? expires)
    {
        if (!tls.VerifiesOwn)
        {
            return null;
        }

        using var key = CertificateForge.NewKey();
        return key.ExportPkcs8PrivateKeyPem() + "\n" + tls.Issue(new PublicKey(key), "kse-join-" + tokenId, expires);
    }

    private static PublicKey? KeyOf(string edge, Contracts.Wire.CertificateRequest request)
    {
        try
        {
            var bytes = Convert.FromBase64String(request.Key);
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(bytes, out _);
            return key.KeySize == 256
                && key.VerifyData(Contracts.Wire.CertificateRequest.Signed(edge, request.Key), Convert.FromBase64String(request.Proof), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                ? new PublicKey(key)
                : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
