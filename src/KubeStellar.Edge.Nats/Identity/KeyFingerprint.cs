using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>A short name for a public key that a person can compare: <c>SHA256:</c> and base64url of the hash of its text form.</summary>
public static class KeyFingerprint
{
    /// <summary>Fingerprint of a public key in NKey text form.</summary>
    public static string Of(string publicKey) => "SHA256:" + Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(publicKey)));
}
