using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.TestKit.Fuzz;

namespace KubeStellar.Edge.LiteDb.Tests.Fuzz;

/// <summary>A file whose last line is the digest of what stands before it: mutants of that, with the digest made anew.</summary>
internal sealed class Sealed : IEnvelope
{
    private const string Label = "\nsha256:";

    public byte[]? Open(byte[] outer) => outer.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(Label)) is >= 0 and var end ? outer[..end] : null;

    public byte[] Close(byte[] outer, byte[] inner) => [.. inner, .. Encoding.ASCII.GetBytes($"{Label}{Digest.Of(inner)}\n")];
}
