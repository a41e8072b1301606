using KubeStellar.Edge.LiteDb.Files;

namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>
/// A database file as LiteDB sees it. It remembers the first failure of the disk, because the engine wraps or swallows it:
/// only so can a full disk be told from a damaged file.
/// </summary>
internal class StoreStream(IDiskFile file) : Stream
{
    internal IOException? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Guard(() =>
    {
        var read = file.Read(buffer.AsSpan(offset, count), Position);
        Position += read;
        return read;
    });

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void SetLength(long value) => Guard(() =>
    {
        Cut(file, value);
        return 0;
    });

    public override void Write(byte[] buffer, int offset, int count) => Guard(() =>
    {
        Put(file, buffer.AsSpan(offset, count), Position);
        Position += count;
        return 0;
    });

    public override void Flush() => Guard(() =>
    {
        file.Sync();
        return 0;
    });

    /// <summary>Closes the file for good. The engine disposes streams that it was given at moments of its own, so <c>Dispose</c> alone must not.</summary>
    internal void CloseFile() => file.Dispose();

    /// <summary>Brings bytes to the file.</summary>
    protected virtual void Put(IDiskFile file, ReadOnlySpan<byte> bytes, long at) => file.Write(bytes, at);

    /// <summary>Cuts the file off.</summary>
    protected virtual void Cut(IDiskFile file, long length) => file.SetLength(length);

    private T Guard<T>(Func<T> work)
    {
        if (Fault is not null)
        {
            // After one failed write nothing more may reach the file, or it would be torn in the middle.
            throw new IOException(Fault.Message, Fault);
        }

        try
        {
            return work();
        }
        catch (IOException error)
        {
            Fault = error;
            throw;
        }
    }
}
