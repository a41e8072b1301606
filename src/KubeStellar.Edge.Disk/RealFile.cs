using Microsoft.Win32.SafeHandles;

namespace KubeStellar.Edge.Disk;

/// <summary>A file of the machine's disk.</summary>
internal sealed class RealFile(FileStream stream) : IDiskFile
{
    private readonly SafeFileHandle _handle = stream.SafeFileHandle;

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(Span<byte> bytes, long at) => RandomAccess.Read(_handle, bytes, at);

    public void Write(ReadOnlySpan<byte> bytes, long at) => RandomAccess.Write(_handle, bytes, at);

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public void Sync() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => stream.Dispose();
}
