using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Store;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every content store does. <see cref="Reopen"/> gives the store as it is after a restart.</summary>
public abstract class ContentStoreContract
{
    protected abstract IContentStore Reopen();

    [Fact]
    public void What_was_written_is_read_after_a_restart()
    {
        var (digest, bytes) = Some("one");
        Reopen().Write(digest, bytes);
        var store = Reopen();
        Assert.True(store.Has(digest));
        Assert.Equal(bytes, store.Read(digest)!.Value.ToArray());
    }

    [Fact]
    public void Missing_is_null()
    {
        var store = Reopen();
        Assert.False(store.Has(Some("none").Digest));
        Assert.Null(store.Read(Some("none").Digest));
    }

    [Fact]
    public void Bytes_of_another_digest_are_refused()
    {
        var store = Reopen();
        Assert.Throws<ArgumentException>(() => store.Write(Some("one").Digest, Some("two").Bytes));
        Assert.False(store.Has(Some("one").Digest));
    }

    [Fact]
    public void Writing_twice_is_writing_once()
    {
        var (digest, bytes) = Some("one");
        var store = Reopen();
        store.Write(digest, bytes);
        store.Write(digest, bytes);
        Assert.Equal(1, store.Sweep(new HashSet<Digest>()));
    }

    [Fact]
    public void A_sweep_keeps_what_is_named_and_takes_the_rest()
    {
        var store = Reopen();
        foreach (var text in new[] { "a", "b", "c" })
        {
            store.Write(Some(text).Digest, Some(text).Bytes);
        }

        Assert.Equal(2, store.Sweep(new HashSet<Digest> { Some("b").Digest }));
        Assert.False(store.Has(Some("a").Digest));
        Assert.True(store.Has(Some("b").Digest));
    }

    protected static (Digest Digest, byte[] Bytes) Some(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return (Digest.Of(bytes), bytes);
    }
}
