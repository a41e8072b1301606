using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tests.Server;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Tests.Tls;

/// <summary>Who gets in over TLS, who does not, and what people read then. Against a real nats-server.</summary>
public sealed class TlsConnectionTests
{
    [Fact]
    public async Task The_hub_and_whoever_pinned_its_CA_get_in()
    {
        await using var server = await TlsServer.StartAsync();
        Assert.StartsWith("tls://127.0.0.1:", server.Running.Server.Url, StringComparison.Ordinal);
        foreach (var trust in new[] { server.Tls.Own(), new TlsTrust { CaPem = server.Tls.CaPem } })
        {
            await using var connection = server.Connect(trust);
            await connection.ConnectAsync();
            Assert.True(connection.ServerInfo!.TlsRequired);
        }
    }

    [Fact]
    public async Task Each_way_to_be_refused_is_told_in_a_sentence_and_is_no_denial()
    {
        using var other = new StateFolder();
        var stranger = HubTls.Open(new HubTlsOptions { StateDirectory = other["hub"] }, TimeProvider.System);
        await using var server = await TlsServer.StartAsync(options => options.Names = new ServerNames(["hub.example.com", "localhost"]));
        var pinned = new TlsTrust { CaPem = server.Tls.CaPem };

        var unknown = await server.RefusedAsync(new TlsTrust { CaPem = stranger.CaPem }, server.Running.Server.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        Assert.Contains("none of the CAs that are pinned here", unknown, StringComparison.Ordinal);
        Assert.Contains("--rejoin", unknown, StringComparison.Ordinal);

        var system = await server.RefusedAsync(new TlsTrust());
        Assert.Contains("this machine does not trust", system, StringComparison.Ordinal);

        var name = await server.RefusedAsync(pinned);
        Assert.Contains("is for hub.example.com, localhost, and not for 127.0.0.1", name, StringComparison.Ordinal);
        Assert.Contains("--advertise", name, StringComparison.Ordinal);

        var taken = await server.RefusedAsync(stranger.Own());
        Assert.Contains("something else listens on its port", taken, StringComparison.Ordinal);
        Assert.All([unknown, system, name, taken], text => Assert.DoesNotContain("DENIED", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_ended_or_has_not_begun_is_told_with_both_clocks()
    {
        foreach (var (days, says) in new[] { (-200, "ended on"), (200, "set the clock") })
        {
            await using var server = await TlsServer.StartAsync(time: new ShiftedTime(TimeSpan.FromDays(days)));
            var refused = await server.RefusedAsync(new TlsTrust { CaPem = server.Tls.CaPem });
            Assert.Contains(says, refused, StringComparison.Ordinal);
            Assert.DoesNotContain("DENIED", refused, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Plain_text_and_TLS_do_not_meet()
    {
        await using var plain = await RunningServer.StartAsync();
        await using var server = await TlsServer.StartAsync();
        var none = await server.RefusedAsync(new TlsTrust { CaPem = server.Tls.CaPem }, plain.Server.Url);
        Assert.Contains("speaks no TLS", none, StringComparison.Ordinal);

        // By nats:// too: whoever pinned a CA is not talked out of it.
        await using var upgraded = server.Connect(new TlsTrust { CaPem = server.Tls.CaPem }, url: server.Running.Server.Url.Replace("tls://", "nats://", StringComparison.Ordinal));
        await upgraded.ConnectAsync();

        // And a client that speaks in plain text hears nothing.
        using var raw = new System.Net.Sockets.TcpClient("127.0.0.1", server.Running.Server.Port);
        var stream = raw.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes("CONNECT {\"verbose\":true}\r\nPING\r\n"));
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        var heard = "";
        try
        {
            heard = await new StreamReader(stream).ReadToEndAsync(limit.Token);
        }
        catch (IOException)
        {
            // Cut off: as good.
        }

        Assert.DoesNotContain("PONG", heard, StringComparison.Ordinal);
        Assert.DoesNotContain("+OK", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_for_client_certificates_lets_in_only_who_shows_one()
    {
        using var folder = new StateFolder();
        using var ca = CertificateForge.Root(TimeProvider.System.GetUtcNow());
        using var client = CertificateForge.Client("store-1", ca, TimeProvider.System.GetUtcNow());
        using var foreignCa = CertificateForge.Root(TimeProvider.System.GetUtcNow());
        using var foreign = CertificateForge.Client("store-1", foreignCa, TimeProvider.System.GetUtcNow());
        await File.WriteAllTextAsync(folder["ca.pem"], ca.ExportCertificatePem());
        await using var server = await TlsServer.StartAsync(options => options.ClientCaFile = folder["ca.pem"]);

        await using var hub = server.Connect(server.Tls.Own());
        await hub.ConnectAsync();
        await using var edge = server.Connect(new TlsTrust { CaPem = server.Tls.CaPem, ClientPem = Pem(client) });
        await edge.ConnectAsync();

        foreach (var shown in new[] { null, Pem(foreign) })
        {
            // The server cuts the connection, and its alert may be lost with it: the sentence has a test of its own.
            Assert.DoesNotContain("DENIED", await server.RefusedAsync(new TlsTrust { CaPem = server.Tls.CaPem, ClientPem = shown }), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required")]
    [InlineData("error:0A000412:SSL routines::sslv3 alert bad certificate")]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca")]
    public void An_alert_about_the_clients_certificate_says_how_to_give_one(string alert)
    {
        var error = new NATS.Client.Core.NatsException("can not start to connect", new IOException("The decryption operation failed", new InvalidOperationException(alert)));
        Assert.Contains("--tls-client-cert FILE", TlsFailure.Explain(error, "tls://hub:4222"), StringComparison.Ordinal);
        Assert.Null(TlsFailure.Explain(new NATS.Client.Core.NatsException("can not start to connect", new IOException("Connection refused")), "tls://hub:4222"));
    }

    private static string Pem(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) =>
        HubAuthority.KeyOf(certificate) + "\n" + certificate.ExportCertificatePem() + "\n";
}
