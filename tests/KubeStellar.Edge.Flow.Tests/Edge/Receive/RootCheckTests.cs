using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory.Edge;

namespace KubeStellar.Edge.Flow.Tests.Edge.Receive;

public sealed class RootCheckTests
{
    private readonly SiteHub _hub = new("e", "HUB");
    private readonly PinnedKeys _pin = new("HUB");
    private readonly RootCheck _check;

    public RootCheckTests() => _check = new RootCheck("e", _pin, new FakeSignature(""));

    [Fact]
    public void A_newer_root_of_the_pinned_hub_is_believed()
    {
        var payload = _hub.Publish();
        var verdict = _check.Judge(payload, RootVersion.None, default);
        Assert.Equal((RootVerdictKind.Newer, _hub.RootDigest), (verdict.Kind, verdict.Digest));
        Assert.Equal(RootVerdictKind.Same, _check.Judge(payload, new RootVersion(1, 1), _hub.RootDigest).Kind);
        Assert.Equal(RootVerdictKind.Refused, _check.Judge(payload, new RootVersion(1, 1), Digest.Of("other"u8)).Kind);
        Assert.Equal(RootVerdictKind.Refused, _check.Judge(payload, new RootVersion(1, 2), default).Kind);
        Assert.Equal(RootVerdictKind.Refused, _check.Judge(payload, new RootVersion(2, 0), default).Kind);
    }

    [Fact]
    public void Another_signer_is_a_stranger_until_the_hub_says_that_it_handed_over_to_it()
    {
        var payload = SiteHub.Sign("{\"v\":1,\"edge\":\"e\",\"epoch\":1,\"revision\":9,\"policies\":[]}"u8.ToArray(), new FakeSignature("THIEF"));
        Assert.Equal(RootVerdictKind.Stranger, _check.Believe(payload).Kind);
        Assert.Equal(RootVerdictKind.Stranger, _check.Judge(payload, RootVersion.None, default).Kind);
        _pin.HandOver("THIEF");
        Assert.Equal(RootVerdictKind.Newer, _check.Judge(payload, RootVersion.None, default).Kind);

        // The signature counts, not the name of who is said to have made it.
        var text = Encoding.UTF8.GetString(payload);
        Assert.Equal(RootVerdictKind.Refused, _check.Believe(Encoding.UTF8.GetBytes(text.Replace("THIEF", "HUB", StringComparison.Ordinal))).Kind);
    }

    [Fact]
    public void What_was_taken_before_a_hand_over_is_still_good_and_nothing_newer_of_that_key_is()
    {
        var payload = _hub.Publish();
        _pin.HandOver("NEXT");
        Assert.NotNull(_check.Believe(payload).Root);
        Assert.Equal(RootVerdictKind.Same, _check.Judge(payload, new RootVersion(1, 1), _hub.RootDigest).Kind);
        var verdict = _check.Judge(_hub.Publish(), new RootVersion(1, 1), default);
        Assert.Equal(RootVerdictKind.Refused, verdict.Kind);
        Assert.Contains("handed over since", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_of_another_edge_is_refused()
    {
        Assert.Equal(RootVerdictKind.Refused, _check.Believe(new SiteHub("other", "HUB").Publish()).Kind);
    }

    [Fact]
    public void No_byte_of_a_root_can_be_changed()
    {
        var payload = _hub.Publish(_hub.Manifest("p", SiteHub.Object("ConfigMap", "a", "1")));
        for (var i = 0; i < payload.Length; i++)
        {
            var changed = payload.ToArray();
            changed[i] ^= 1;
            var verdict = _check.Judge(changed, RootVersion.None, default);

            // The wrapper's own members (its version, unknown ones) say nothing about the root.
            Assert.True(verdict.Kind is not RootVerdictKind.Newer || verdict.Digest == _hub.RootDigest, $"byte {i} of {Encoding.UTF8.GetString(changed)}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"root\":null,\"proof\":null}")]
    [InlineData("{\"root\":{},\"proof\":{}}")]
    [InlineData("{\"root\":{},\"proof\":{\"signer\":null,\"signature\":null,\"index\":0,\"count\":1,\"path\":null}}")]
    [InlineData("not json")]
    public void What_is_no_root_is_ignored(string text)
    {
        Assert.Equal(RootVerdictKind.Ignored, _check.Believe(Encoding.UTF8.GetBytes(text)).Kind);
    }

    [Fact]
    public void Members_of_newer_versions_do_not_matter()
    {
        var raw = "{\"v\":1,\"edge\":\"e\",\"epoch\":1,\"revision\":9,\"policies\":[],\"later\":{\"x\":1}}"u8.ToArray();
        Assert.Equal(RootVerdictKind.Newer, _check.Believe(SiteHub.Sign(raw, new FakeSignature("HUB"))).Kind);
        using var document = JsonDocument.Parse(raw);
        Assert.Equal(9, document.RootElement.GetProperty("revision").GetInt64());
    }
}
