using System.Text;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>Another user JWT for the key that an edge has, signed by the key that signs roots: a server alone can give an edge no user with which it would not get in again.</summary>
/// <param name="Jwt">User JWT.</param>
/// <param name="Signature">Base64 of the Ed25519 signature over <see cref="Signed"/>.</param>
public sealed record UserRenewal(string Jwt, string Signature)
{
    /// <summary>The bytes that are signed. They begin like no root, which is JSON.</summary>
    public static byte[] Signed(string jwt) => Encoding.UTF8.GetBytes("kse-user-1\n" + jwt);
}
