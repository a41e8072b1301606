using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Store;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every root store does.</summary>
public abstract class RootStoreContract
{
    protected abstract IRootStore Reopen();

    [Fact]
    public void A_new_edge_has_no_root()
    {
        Assert.Null(Reopen().ReadAccepted());
        Assert.Empty(Reopen().ReadLastGood());
    }

    [Fact]
    public void The_newest_root_is_read_byte_for_byte_after_a_restart()
    {
        Reopen().WriteAccepted("{\"root\": 1}\n"u8);
        Reopen().WriteAccepted("{\"root\": 2}\r\n"u8);
        Assert.Equal("{\"root\": 2}\r\n", Encoding.UTF8.GetString(Reopen().ReadAccepted()!.Value.Span));
    }

    [Fact]
    public void Last_good_manifests_are_replaced_whole()
    {
        var (a, b) = (PolicyKey.Parse("default.a"), PolicyKey.Parse("default.b"));
        Reopen().WriteLastGood(new Dictionary<PolicyKey, Digest> { [a] = Digest.Of("1"u8), [b] = Digest.Of("2"u8) });
        Reopen().WriteLastGood(new Dictionary<PolicyKey, Digest> { [b] = Digest.Of("3"u8) });
        Assert.Equal([KeyValuePair.Create(b, Digest.Of("3"u8))], Reopen().ReadLastGood());
    }
}
