using System.Security.Cryptography;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>Not a signature, but something that can be checked.</summary>
internal sealed class FakeSigner : IRootSigner
{
    public string PublicKey => "OFAKE";

    public int Signatures { get; private set; }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        Signatures++;
        return SHA512.HashData(message);
    }
}
