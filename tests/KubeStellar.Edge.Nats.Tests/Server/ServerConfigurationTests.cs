using KubeStellar.Edge.Nats.Server;

namespace KubeStellar.Edge.Nats.Tests.Server;

public sealed class ServerConfigurationTests
{
    private static readonly ServerAccounts Accounts = new("OJ", "ASYSTEM", "SJ", "AACCOUNT0123456789", "AJ");

    [Fact]
    public void Acknowledged_writes_are_on_the_disk_unless_asked_otherwise()
    {
        var options = new EmbeddedServerOptions { StateDirectory = "/s" };
        Assert.Contains("sync_interval: always", Write(options), StringComparison.Ordinal);
        options.Sync = SyncInterval.Default;
        Assert.DoesNotContain("sync_interval", Write(options), StringComparison.Ordinal);
    }

    [Fact]
    public void It_listens_where_it_is_told_and_quotes_paths()
    {
        var text = Write(new EmbeddedServerOptions { StateDirectory = "/with space/and\"quote" });
        Assert.Contains("host: \"127.0.0.1\"\nport: 4222\n", text, StringComparison.Ordinal);
        Assert.Contains("store_dir: \"/with space/and\\\"quote/nats/jetstream\"", text, StringComparison.Ordinal);
        Assert.Contains("server_name: kse-AACCOUNT01234567\n", text, StringComparison.Ordinal);
    }

    private static string Write(EmbeddedServerOptions options) =>
        ServerConfiguration.Write(ServerPaths.In(options.StateDirectory), Accounts, options, 4222);
}
