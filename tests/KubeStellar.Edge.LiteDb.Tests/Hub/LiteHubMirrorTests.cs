using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.TestKit.Contracts;

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

    protected override IHubMirror Reopen() => _folder.Mirror().Mirror;

    public void Dispose() => _folder.Dispose();
}
