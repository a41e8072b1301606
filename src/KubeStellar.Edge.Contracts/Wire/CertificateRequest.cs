using System.Text;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>A device asks its hub for a certificate to show to the server: it makes the key, and proves that it has it.</summary>
/// <param name="Key">Public key (ECDSA on P-256): base64 of its SubjectPublicKeyInfo.</param>
/// <param name="Proof">Base64 of its ECDSA signature (SHA-256, DER) over <see cref="Signed"/>.</param>
public sealed record CertificateRequest(string Key, string Proof)
{
    /// <summary>The bytes that are signed.</summary>
    public static byte[] Signed(string edge, string key) => Encoding.UTF8.GetBytes($"kse-client-1\n{edge}\n{key}");
}
