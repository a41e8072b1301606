namespace KubeStellar.Edge.Disk;

/// <summary>An open file of an <see cref="IDisk"/>.</summary>
public interface IDiskFile : IDisposable
{
    /// <summary>Its size in bytes.</summary>
    long Length { get; }

    /// <summary>Reads at a position; fewer bytes than asked for at its end.</summary>
    int Read(Span<byte> bytes, long at);

    /// <summary>Writes all of it at a position.</summary>
    void Write(ReadOnlySpan<byte> bytes, long at);

    /// <summary>Cuts it off, or makes it longer by zeros.</summary>
    void SetLength(long length);

    /// <summary>Returns when all of it is on the disk.</summary>
    void Sync();
}
