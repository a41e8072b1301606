using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Store;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>Contents as files <c>content/ab/cdef...</c>, as in git's object store.</summary>
internal sealed partial class ContentStore(StateDirectory directory, ILogger<ContentStore> log) : IContentStore
{
    internal const string FolderName = "content";

    private readonly IDisk _disk = directory.Disk;
    private readonly string _root = directory.File(FolderName);
    private volatile bool _synced;

    public bool Has(Digest digest) => _disk.HasFile(PathOf(digest));

    public ReadOnlyMemory<byte>? Read(Digest digest)
    {
        var path = PathOf(digest);
        byte[] bytes;
        try
        {
            bytes = _disk.Read(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
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
        if (_disk.HasFile(path))
        {
            return;
        }

        var shard = Path.GetDirectoryName(path)!;
        if (!_disk.HasFolder(shard))
        {
            MakeShard(shard);
        }
        else if (!_synced)
        {
            SyncShards();
        }

        DurableFile.Write(_disk, path, content.ToArray());
    }

    public int Sweep(IReadOnlySet<Digest> keep)
    {
        if (!_disk.HasFolder(_root))
        {
            return 0;
        }

        var swept = 0;
        foreach (var shard in _disk.Folders(_root))
        {
            foreach (var file in _disk.Files(shard))
            {
                var known = Digest.TryParse(Path.GetFileName(shard) + Path.GetFileName(file), out var digest);
                if (known && keep.Contains(digest))
                {
                    continue;
                }

                _disk.Delete(file);
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
        _disk.MakeFolder(shard);
        SyncShards();
    }

    // Always both: an earlier process may have died between making the upper one and syncing it.
    private void SyncShards()
    {
        _disk.SyncFolder(_root);
        _disk.SyncFolder(directory.Root);
        _synced = true;
    }

    [LoggerMessage(5000, LogLevel.Warning, "Content {Digest} does not have its digest; it was moved to {Aside} and counts as missing")]
    private partial void LogDamaged(Digest digest, string aside);
}
