using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>A small file whose last line is the digest of what stands before it, so that a torn or changed file is never believed.</summary>
internal static class SealedFile
{
    private const string Label = "\nsha256:";
    private static readonly int TrailerLength = Label.Length + (Digest.Size * 2) + 1;

    internal static void Write(IDisk disk, string path, ReadOnlySpan<byte> bytes) =>
        DurableFile.Write(disk, path, bytes.ToArray(), Encoding.ASCII.GetBytes($"{Label}{Digest.Of(bytes)}\n"));

    /// <summary>The bytes; null when the file is not whole. Throws <see cref="FileNotFoundException"/> when there is none.</summary>
    internal static byte[]? Read(IDisk disk, string path)
    {
        var all = disk.Read(path);
        if (all.Length < TrailerLength)
        {
            return null;
        }

        var body = all.AsSpan(0, all.Length - TrailerLength);
        var trailer = Encoding.ASCII.GetString(all.AsSpan(body.Length));
        return trailer == $"{Label}{Digest.Of(body)}\n" ? body.ToArray() : null;
    }
}
