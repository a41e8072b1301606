using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.TestKit.Disks;

/// <summary>An open file of a <see cref="FaultyDisk"/>.</summary>
/// <param name="disk">The disk.</param>
/// <param name="file">The real file.</param>
/// <param name="path">The name that it was opened by.</param>
/// <param name="number">Its number in the notes.</param>
/// <param name="through">Whether each write waits for the disk.</param>
public sealed class FaultyFile(FaultyDisk disk, IDiskFile file, string path, int number, bool through) : IDiskFile
{
    public long Length => disk.Look(path, opens: false, () => file.Length);

    public int Read(Span<byte> bytes, long at)
    {
        var buffer = new byte[bytes.Length];
        var read = disk.Look(path, opens: false, () => file.Read(buffer, at));
        buffer.AsSpan(0, read).CopyTo(bytes);
        return read;
    }

    public void Write(ReadOnlySpan<byte> bytes, long at)
    {
        var all = bytes.ToArray();
        disk.Change(new DiskStep(DiskStepKind.Write, path, number, At: at, Bytes: all, Through: through), () => file.Write(all, at), () => file.Write(all.AsSpan(0, all.Length / 2), at));
    }

    public void SetLength(long length) => disk.Change(new DiskStep(DiskStepKind.SetLength, path, number, At: length), () => file.SetLength(length));

    public void Sync() => disk.Change(new DiskStep(DiskStepKind.Sync, path, number), static () => { });

    public void Dispose() => file.Dispose();
}
