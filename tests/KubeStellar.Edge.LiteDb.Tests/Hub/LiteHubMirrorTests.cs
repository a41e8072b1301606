using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.TestKit.Contracts;
using KubeStellar.Edge.TestKit.Disks;

namespace KubeStellar.Edge.LiteDb.Tests.Hub;

public sealed class LiteHubMirrorTests : HubMirrorContract, IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public async Task A_lost_mirror_says_so_until_every_bucket_was_replaced()
    {
        await Reopen().WriteAsync(Buckets.Edges, new MirrorLife(DateTimeOffset.UnixEpoch, 1), [Entry("a", "1", 1)], default);
        _folder.CloseAll();
        File.Delete(_folder.File("mirror.db"));
        foreach (var bucket in Buckets.Mirrored)
        {
            await Assert.ThrowsAsync<MirrorDamagedException>(() => Reopen().LoadAsync(default));
            await Reopen().ReplaceAsync(new MirrorBucket(bucket, new MirrorLife(DateTimeOffset.UnixEpoch, 1), []), default);
        }

        Assert.Equal(Buckets.Mirrored.Count, (await Reopen().LoadAsync(default)).Count);
    }

    [Fact]
    public async Task A_mirror_whose_whole_folder_is_gone_is_lost_and_not_new()
    {
        Assert.Empty(await Reopen().LoadAsync(default));
        _folder.CloseAll();
        Directory.Delete(_folder.Root, recursive: true);

        await Assert.ThrowsAsync<MirrorDamagedException>(() => Reopen().LoadAsync(default));
    }

    [Fact]
    public async Task What_was_read_is_read_again_only_where_it_was_written_since()
    {
        var life = new MirrorLife(DateTimeOffset.UnixEpoch, 1);
        var before = Reopen();
        await before.WriteAsync(Buckets.Edges, life, [Entry("a", "1", 1)], default);
        await before.WriteAsync(Buckets.Policies, life, [Entry("p", "1", 1)], default);
        var disk = new FaultyDisk();
        _folder.Disk = disk;
        var mirror = Reopen();
        await mirror.LoadAsync(default);

        var looks = disk.Looks;
        Assert.Equal([Buckets.Edges, Buckets.Policies], (await mirror.LoadAsync(default)).Select(bucket => bucket.Name));
        Assert.Equal(looks, disk.Looks);

        await mirror.WriteAsync(Buckets.Policies, life with { LastRevision = 2 }, [Entry("q", "2", 2)], default);
        await mirror.WriteAsync(Buckets.Rollouts, life, [Entry("r", "3", 3)], default);
        var after = (await mirror.LoadAsync(default)).ToDictionary(bucket => bucket.Name, bucket => string.Join(",", bucket.Entries.Select(entry => entry.Key)));
        Assert.Equal(new Dictionary<string, string> { [Buckets.Edges] = "a", [Buckets.Policies] = "p,q", [Buckets.Rollouts] = "r" }, after);
        Assert.Equal(after.Keys.Order(), (await Reopen().LoadAsync(default)).Select(bucket => bucket.Name).Order());
    }

    protected override IHubMirror Reopen() => _folder.Mirror().Mirror;

    public void Dispose() => _folder.Dispose();
}
