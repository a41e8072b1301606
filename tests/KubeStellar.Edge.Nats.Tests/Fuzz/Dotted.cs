using System.Buffers.Text;
using System.Text;
using KubeStellar.Edge.TestKit.Fuzz;

namespace KubeStellar.Edge.Nats.Tests.Fuzz;

/// <summary>A text of parts between dots, one of which is base64url of what is worth changing: a JWT's claims, a token's body.</summary>
/// <param name="part">Which part.</param>
internal sealed class Dotted(int part) : IEnvelope
{
    public byte[]? Open(byte[] outer)
    {
        var parts = Encoding.UTF8.GetString(outer).Split('.');
        return parts.Length > part && Base64Url.IsValid(parts[part]) ? Base64Url.DecodeFromChars(parts[part]) : null;
    }

    public byte[] Close(byte[] outer, byte[] inner)
    {
        var parts = Encoding.UTF8.GetString(outer).Split('.');
        parts[part] = Base64Url.EncodeToString(inner);
        return Encoding.UTF8.GetBytes(string.Join('.', parts));
    }
}
