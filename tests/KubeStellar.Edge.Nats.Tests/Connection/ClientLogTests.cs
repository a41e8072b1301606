using System.Net.Sockets;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Connection;

public sealed class ClientLogTests
{
    [Fact]
    public async Task A_failure_to_connect_is_the_callers_to_tell_and_anything_else_is_logged()
    {
        using var heard = new HeardLog(LogLevel.Error);
        using var log = new ClientLog(heard);
        await using var connection = NatsConnector.Create(new NatsEndpoint { Urls = () => [Nowhere()], Name = "nobody" }, log);

        await Assert.ThrowsAnyAsync<NatsException>(async () => await connection.ConnectAsync());
        Assert.Equal([], heard.Said.Where(line => line.Error is not null));

        log.CreateLogger("any").Log(LogLevel.Error, NatsLogEvents.Connection, "closed", null, (text, _) => text);
        log.CreateLogger("any").Log(LogLevel.Error, NatsLogEvents.Protocol, "nonsense", new SocketException(), (text, _) => text);
        Assert.Equal(["closed", "nonsense"], heard.Said.Select(line => line.Text).TakeLast(2));

        // A port that was free a moment ago: nobody listens.
        static string Nowhere()
        {
            using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            return "nats://" + listener.LocalEndpoint;
        }
    }
}
