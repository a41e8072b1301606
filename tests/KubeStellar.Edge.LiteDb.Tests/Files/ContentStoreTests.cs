using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.LiteDb.Tests.Files;

public sealed class ContentStoreTests : ContentStoreContract, IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public void A_damaged_file_is_moved_aside_and_counts_as_missing()
    {
        var (digest, bytes) = Some("content");
        var store = Reopen();
        store.Write(digest, bytes);
        _folder.Flip(Path.Combine("content", digest.ToString()[..2], digest.ToString()[2..]), 3);
        Assert.Null(store.Read(digest));
        Assert.False(store.Has(digest));
        Assert.Single(Directory.GetFiles(_folder.File("damaged")));
        store.Write(digest, bytes);
        Assert.Equal(bytes, store.Read(digest)!.Value.ToArray());
    }

    protected override IContentStore Reopen() => _folder.Edge().Contents;

    public void Dispose() => _folder.Dispose();
}
