using System.Net.Sockets;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Connection;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Connection;

public sealed class LocalDaemonTests
{
    [Fact]
    public async Task A_socket_that_is_not_there_is_said_to_be_missing()
    {
        var error = await Assert.ThrowsAsync<CliException>(() => LocalDaemon.AskAsync("/tmp/no/such/kse.sock", default));

        Assert.Equal("there is no such socket", error.Details[0]);
    }

    [Fact]
    public async Task A_daemon_that_answers_is_heard()
    {
        var folder = Directory.CreateTempSubdirectory("kse-socket-");
        var path = Path.Combine(folder.FullName, "kse.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var asked = LocalDaemon.AskAsync(path, default);
        using (var peer = await listener.AcceptAsync())
        {
            await peer.SendAsync("{\"edge\":\"a\"}"u8.ToArray());
        }

        Assert.Equal("a", (await asked).GetProperty("edge").GetString());
        folder.Delete(recursive: true);
    }
}
