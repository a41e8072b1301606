using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:4222", "127.0.0.1", 4222, true)]
    [InlineData("127.8.0.1:0", "127.8.0.1", 0, true)]
    [InlineData("localhost:1", "localhost", 1, true)]
    [InlineData("[::1]:65535", "::1", 65535, true)]
    [InlineData("0.0.0.0:4222", "0.0.0.0", 4222, false)]
    [InlineData("[::]:4222", "::", 4222, false)]
    [InlineData("*:4222", "*", 4222, false)]
    [InlineData("10.1.2.3:4222", "10.1.2.3", 4222, false)]
    [InlineData("localhost.example.com:4222", "localhost.example.com", 4222, false)]
    public void It_is_read_and_known_as_of_this_machine_or_not(string listen, string host, int port, bool loopback)
    {
        var address = ListenAddress.Parse(listen);
        Assert.Equal((host, port, loopback), (address.Host, address.Port, address.IsLoopback));
    }

    [Theory]
    [InlineData("4222")]
    [InlineData(":4222")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    public void What_is_no_address_with_a_port_is_refused(string listen) =>
        Assert.Contains("HOST:PORT", Assert.Throws<DaemonFailure>(() => ListenAddress.Parse(listen)).Message, StringComparison.Ordinal);
}
