using KubeStellar.Edge.TestKit.Fuzz;

namespace KubeStellar.Edge.Flow.Tests.Fuzz;

/// <summary>A frame's first line is JSON, and what follows is bytes: mutants of the line, with the bytes as they were.</summary>
internal sealed class FirstLine : IEnvelope
{
    public byte[]? Open(byte[] outer) => outer.AsSpan().IndexOf((byte)'\n') is > 0 and var end ? outer[..end] : null;

    public byte[] Close(byte[] outer, byte[] inner) => [.. inner, .. outer.AsSpan(outer.AsSpan().IndexOf((byte)'\n'))];
}
