using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;
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

    [Fact]
    public void What_the_site_decided_outlives_a_restart()
    {
        Assert.Null(Reopen().ReadDecisions());
        var web = PolicyKey.Parse("default.web");
        var decisions = new SiteDecisions
        {
            Hold = new SiteHold("operation", "ann", DateTimeOffset.UnixEpoch, 5000),
            InForce = new() { [web] = Digest.Of("1"u8) },
            Back = new() { [web] = new WentBack(Digest.Of("2"u8), Digest.Of("1"u8), DateTimeOffset.UnixEpoch, "bad") },
            Trials = new() { [web] = new Trial(Digest.Of("2"u8), 7) },
            Keys = new() { ["variant"] = new SiteKey("hub", "key") },
            At = DateTimeOffset.UnixEpoch,
        };
        Reopen().WriteDecisions(decisions);
        var again = Reopen().ReadDecisions()!;
        Assert.Equal((decisions.Hold, decisions.At), (again.Hold, again.At));
        Assert.Equal(decisions.InForce, again.InForce);
        Assert.Equal(decisions.Back, again.Back);
        Assert.Equal(decisions.Trials, again.Trials);
        Assert.Equal(decisions.Keys, again.Keys);
        Reopen().WriteDecisions(decisions with { Hold = null, InForce = null });
        Assert.True(Reopen().ReadDecisions() is { Hold: null, InForce: null });
    }
}
