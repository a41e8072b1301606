using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Nats.Tests.Connection;

public sealed class HubConnectionTests
{
    [Fact]
    public async Task Tells_the_version_of_the_server_that_the_hub_is_connected_to()
    {
        await using var server = await RunningServer.StartAsync();
        await using var connection = new HubConnection(
            Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of(server.Server.Url, server.Mint.Hub()) }), NullLoggerFactory.Instance, TimeProvider.System);
        Assert.Equal("", connection.ServerVersion);
        await connection.OpenAsync(default);
        Assert.Equal(server.Server.Binary!.Version.ToString(), connection.ServerVersion);
    }
}
