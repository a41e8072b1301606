using System.Text.Json;
using KubeStellar.Edge.Nats.Server;

namespace KubeStellar.Edge.Nats.Tests.Server;

public sealed class NatsCliContextTests : IDisposable
{
    private readonly StateFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_context_names_url_and_credentials_and_is_replaced_whole()
    {
        NatsCliContext.WriteIn(_home.Path, "kse", "nats://127.0.0.1:1", "/state/old.creds", "old");
        var path = NatsCliContext.WriteIn(_home.Path, "kse", "nats://127.0.0.1:2", "/state/admin.creds", "the hub");
        Assert.Equal(Path.Combine(_home.Path, "nats", "context", "kse.json"), path);
        using var context = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal("nats://127.0.0.1:2", context.RootElement.GetProperty("url").GetString());
        Assert.Equal("/state/admin.creds", context.RootElement.GetProperty("creds").GetString());
        Assert.Equal("the hub", context.RootElement.GetProperty("description").GetString());
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Theory]
    [InlineData("../kse")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_name_that_leaves_the_folder_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => NatsCliContext.WriteIn(_home.Path, name, "nats://x", "c", "d"));
}
