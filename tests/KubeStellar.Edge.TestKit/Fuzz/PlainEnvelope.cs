namespace KubeStellar.Edge.TestKit.Fuzz;

/// <summary>None.</summary>
public sealed class PlainEnvelope : IEnvelope
{
    /// <inheritdoc/>
    public byte[]? Open(byte[] outer) => outer;

    /// <inheritdoc/>
    public byte[] Close(byte[] outer, byte[] inner) => inner;
}
