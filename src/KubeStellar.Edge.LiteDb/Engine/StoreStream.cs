using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>
/// A database file as LiteDB sees it. The engine wraps or swallows what a disk says, and an exception in its writer waits for that writer's own end, for ever: so a write
/// that fails is noted and passes for done, nothing more reaches either file, and every read from then on fails. Who uses the engine asks for the fault after each step.
/// </summary>
internal class StoreStream(IDiskFile file, StoreFault fault) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (fault.First is { } first)
        {
            throw new IOException(first.Message, first);
        }

        try
        {
            var read = file.Read(buffer.AsSpan(offset, count), Position);
            Position += read;
            return read;
        }
        catch (IOException error)
        {
            fault.Note(error);
            throw;
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void SetLength(long value) => Change(() => Cut(file, value));

    public override void Write(byte[] buffer, int offset, int count)
    {
        var at = Position;
        Position += count;
        Change(() => Put(file, buffer.AsSpan(offset, count), at));
    }

    public override void Flush() => Change(file.Sync);

    /// <summary>Closes the file for good. The engine disposes streams that it was given at moments of its own, so <c>Dispose</c> alone must not.</summary>
    internal void CloseFile() => file.Dispose();

    /// <summary>Brings bytes to the file.</summary>
    protected virtual void Put(IDiskFile file, ReadOnlySpan<byte> bytes, long at) => file.Write(bytes, at);

    /// <summary>Cuts the file off.</summary>
    protected virtual void Cut(IDiskFile file, long length) => file.SetLength(length);

    private void Change(Action work)
    {
        if (fault.First is not null)
        {
            return;
        }

        try
        {
            work();
        }
        catch (IOException error)
        {
            fault.Note(error);
        }
    }
}
