using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class TlsRuleTests
{
    [Theory]
    [InlineData("127.0.0.1:4222", null, false, false)]
    [InlineData("127.0.0.1:4222", true, false, true)]
    [InlineData("[::1]:4222", null, false, false)]
    [InlineData("0.0.0.0:4222", null, false, true)]
    [InlineData("hub.example.com:4222", null, false, true)]
    [InlineData("0.0.0.0:4222", null, true, false)]
    [InlineData("0.0.0.0:4222", false, true, false)]
    [InlineData("127.0.0.1:4222", false, false, false)]
    public void Beyond_this_machine_TLS_is_the_rule(string listen, bool? said, bool plaintext, bool tls) =>
        Assert.Equal(tls, TlsRule.Decide(new TlsSettings { On = said }, ListenAddress.Parse(listen), plaintext));

    [Fact]
    public void Without_TLS_it_does_not_listen_beyond_this_machine()
    {
        var refused = Assert.Throws<DaemonFailure>(() => TlsRule.Decide(new TlsSettings { On = false }, ListenAddress.Parse("0.0.0.0:4222"), false));
        Assert.Contains("--allow-plaintext", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        var loopback = ListenAddress.Parse("127.0.0.1:4222");
        foreach (var (tls, plaintext, says) in new[]
        {
            (new TlsSettings { On = false, Ca = "c" }, false, "--tls false"),
            (new TlsSettings { Certificate = "c" }, false, "--tls-key"),
            (new TlsSettings { Key = "k" }, false, "--tls-cert"),
            (new TlsSettings { Certificate = "c", Key = "k", NewCa = true }, false, "--tls-new-ca"),
            (new TlsSettings { On = true }, true, "--allow-plaintext"),
            (new TlsSettings { Verify = "v" }, true, "--allow-plaintext"),
        })
        {
            Assert.Contains(says, Assert.Throws<DaemonFailure>(() => TlsRule.Decide(tls, loopback, plaintext)).Message, StringComparison.Ordinal);
        }

        Assert.True(TlsRule.Decide(new TlsSettings { Certificate = "c", Key = "k" }, loopback, false));
    }

    [Fact]
    public void No_URL_that_edges_are_told_lets_them_be_talked_out_of_TLS()
    {
        Assert.Equal(["tls://hub:4222", "tls://b:1", "wss://c"], TlsRule.Advertised(["nats://hub:4222", "tls://b:1", "wss://c"], true));
        Assert.Equal(["nats://hub:4222"], TlsRule.Advertised(["nats://hub:4222"], false));
    }
}
