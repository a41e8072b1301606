using System.Security.Cryptography;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>Not a signature, but something that can be checked.</summary>
internal sealed class FakeSigner : IRootSigner
{
    public string PublicKey => HandOverRule.EndOf(HandOvers, "OFAKE");

    public IReadOnlyList<KeyHandOver> HandOvers { get; set; } = [];

    public int Signatures { get; private set; }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        Signatures++;
        return SHA512.HashData(message);
    }
}
