using System.Text;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// What edges are to check the TLS of their hub's server against, signed by the key that signs roots: whoever stands between, or holds the server alone, cannot
/// give an edge a CA of his own.
/// </summary>
/// <param name="Serial">Rises with every change; an edge takes only a higher one than it has, so that none is played back.</param>
/// <param name="Pem">Certificates; empty: what the edge's system trusts.</param>
/// <param name="Signature">Base64 of the Ed25519 signature over <see cref="Signed"/>.</param>
public sealed record CaBundle(long Serial, string Pem, string Signature)
{
    /// <summary>The bytes that are signed. They begin like no root, which is JSON.</summary>
    public static byte[] Signed(long serial, string pem) => Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"kse-ca-1\n{serial}\n{pem}"));
}
