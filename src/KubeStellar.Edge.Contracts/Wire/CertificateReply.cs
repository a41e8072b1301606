using System.Text;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>A device's certificate, signed by the key that signs roots: a server alone can give an edge none with which it would not get in again.</summary>
/// <param name="Pem">Certificate, and what stands between it and a CA that the server knows.</param>
/// <param name="Signature">Base64 of the Ed25519 signature over <see cref="Signed"/>.</param>
public sealed record CertificateReply(string Pem, string Signature)
{
    /// <summary>The bytes that are signed. They begin like no root, which is JSON.</summary>
    public static byte[] Signed(string pem) => Encoding.UTF8.GetBytes("kse-client-cert-1\n" + pem);
}
