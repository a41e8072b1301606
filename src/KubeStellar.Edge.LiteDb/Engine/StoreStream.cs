namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>
/// A database file as LiteDB sees it. It remembers the first failure of the disk, because the engine wraps or swallows it:
/// only so can a full disk be told from a damaged file.
/// </summary>
internal sealed class StoreStream(Stream file) : Stream
{
    internal IOException? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    /// <summary>Opens a file for one owner, past the page cache's laziness: a second opener fails, and a write that returned is on the disk.</summary>
    internal static Stream OpenFile(string path) =>
        new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.WriteThrough);

    public override int Read(byte[] buffer, int offset, int count) => Guard(() => file.Read(buffer, offset, count));

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => Guard(() =>
    {
        file.SetLength(value);
        return 0;
    });

    public override void Write(byte[] buffer, int offset, int count) => Guard(() =>
    {
        file.Write(buffer, offset, count);
        return 0;
    });

    public override void Flush() => Guard(() =>
    {
        if (file is FileStream onDisk)
        {
            onDisk.Flush(flushToDisk: true);
        }
        else
        {
            file.Flush();
        }

        return 0;
    });

    /// <summary>Closes the file for good. The engine disposes streams that it was given at moments of its own, so <c>Dispose</c> alone must not.</summary>
    internal void CloseFile() => file.Dispose();

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
