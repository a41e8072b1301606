namespace KubeStellar.Edge.TestKit.Fuzz;

/// <summary>What stands around the bytes that are worth changing, so that mutants get past a checksum or an encoding.</summary>
public interface IEnvelope
{
    /// <summary>The inner bytes; null when these are not in such an envelope.</summary>
    byte[]? Open(byte[] outer);

    /// <summary>An envelope around changed inner bytes, beginning from the outer bytes that were opened.</summary>
    byte[] Close(byte[] outer, byte[] inner);
}
