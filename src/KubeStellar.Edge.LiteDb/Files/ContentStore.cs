using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Store;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>Contents as files <c>content/ab/cdef...</c>, as in git's object store.</summary>
internal sealed partial class ContentStore(StateDirectory directory, ILogger<ContentStore> log) : IContentStore
{
    internal const string FolderName = "content";

    private readonly string _root = directory.File(FolderName);

    public bool Has(Digest digest) => File.Exists(PathOf(digest));

    public ReadOnlyMemory<byte>? Read(Digest digest)
    {
        var path = PathOf(digest);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }

        if (Digest.Of(bytes) == digest)
        {
            return bytes;
        }

        LogDamaged(digest, directory.SetAside(path));
        return null;
    }

    public void Write(Digest digest, ReadOnlySpan<byte> content)
    {
        if (Digest.Of(content) != digest)
        {
            throw new ArgumentException("the bytes do not have this digest", nameof(content));
        }

        var path = PathOf(digest);
        if (File.Exists(path))
        {
            return;
        }

        var shard = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(shard))
        {
            MakeShard(shard);
        }

        DurableFile.Write(path, content.ToArray());
    }

    public int Sweep(IReadOnlySet<Digest> keep)
    {
        if (!Directory.Exists(_root))
        {
            return 0;
        }

        var swept = 0;
        foreach (var shard in Directory.GetDirectories(_root))
        {
            foreach (var file in Directory.GetFiles(shard))
            {
                var known = Digest.TryParse(Path.GetFileName(shard) + Path.GetFileName(file), out var digest);
                if (known && keep.Contains(digest))
                {
                    continue;
                }

                File.Delete(file);
                swept += known ? 1 : 0;
            }
        }

        return swept;
    }

    internal static string PathOf(string root, Digest digest)
    {
        var name = digest.ToString();
        return Path.Combine(root, name[..2], name[2..]);
    }

    private string PathOf(Digest digest) => PathOf(_root, digest);

    private void MakeShard(string shard)
    {
        try
        {
            var first = !Directory.Exists(_root);
            Directory.CreateDirectory(shard);
            DurableFile.SyncFolder(_root);
            if (first)
            {
                DurableFile.SyncFolder(directory.Root);
            }
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    [LoggerMessage(5000, LogLevel.Warning, "Content {Digest} does not have its digest; it was moved to {Aside} and counts as missing")]
    private partial void LogDamaged(Digest digest, string aside);
}
