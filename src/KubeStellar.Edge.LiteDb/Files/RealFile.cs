using Microsoft.Win32.SafeHandles;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>A file of the machine's disk.</summary>
internal sealed class RealFile(SafeFileHandle handle) : IDiskFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> bytes, long at) => RandomAccess.Read(handle, bytes, at);

    public void Write(ReadOnlySpan<byte> bytes, long at) => RandomAccess.Write(handle, bytes, at);

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Sync() => RandomAccess.FlushToDisk(handle);

    public void Dispose() => handle.Dispose();
}
