using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tests.Server;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Tests.Tls;

/// <summary>Certificates that change under a running server.</summary>
public sealed class RenewalTests
{
    [Fact]
    public async Task A_due_certificate_is_renewed_and_no_connection_is_cut()
    {
        // Made 61 of its 90 days ago, as the clock of this hub stood then.
        var time = new ShiftedTime(TimeSpan.FromDays(-61));
        await using var server = await TlsServer.StartAsync(time: time);
        await using var edge = server.Connect(new TlsTrust { CaPem = server.Tls.CaPem });
        await edge.ConnectAsync();
        var cut = 0;
        edge.ConnectionDisconnected += (_, _) =>
        {
            Interlocked.Increment(ref cut);
            return ValueTask.CompletedTask;
        };
        using var keeper = server.Keeper();
        var first = server.Tls.Leaf;
        Assert.True(await keeper.CheckAsync(default));
        Assert.Equal(first, server.Tls.Leaf);

        time.By = TimeSpan.Zero;
        Assert.True(await keeper.CheckAsync(default));
        Assert.NotEqual(first, server.Tls.Leaf);
        Assert.Equal(server.Tls.Leaf, await server.Running.Server.ShownAsync(default));
        await edge.PingAsync();
        Assert.Equal(0, cut);
        await using var another = server.Connect(new TlsTrust { CaPem = server.Tls.CaPem });
        await another.ConnectAsync();
    }

    [Fact]
    public async Task Files_of_somebody_else_are_followed_and_bad_ones_change_nothing()
    {
        using var folder = new StateFolder();
        var now = TimeProvider.System.GetUtcNow();
        using var ca = CertificateForge.Root(now);
        Write(folder, ca);
        await File.WriteAllTextAsync(folder["ca.pem"], ca.ExportCertificatePem());
        await using var server = await TlsServer.StartAsync(options =>
            (options.CertificateFile, options.KeyFile, options.CaFile) = (folder["tls.crt"], folder["tls.key"], folder["ca.pem"]));
        using var keeper = server.Keeper();
        var first = server.Tls.Leaf;
        await ConnectAsync(server);

        // A renewer writes two files, one after the other.
        Write(folder, ca, certificate: true, key: false);
        Assert.False(await keeper.CheckAsync(default));
        Assert.Equal(first, server.Tls.Leaf);
        await ConnectAsync(server);

        Write(folder, ca);
        Assert.True(await keeper.CheckAsync(default));
        Assert.NotEqual(first, server.Tls.Leaf);
        Assert.Equal(server.Tls.Leaf, await server.Running.Server.ShownAsync(default));
        await ConnectAsync(server);
    }

    [Fact]
    public async Task A_new_CA_is_followed_by_who_knows_only_the_first()
    {
        using var folder = new StateFolder();
        var options = new HubTlsOptions { StateDirectory = folder["hub"], Names = ServerNames.Of("127.0.0.1", [], "m") };
        var first = HubTls.Open(options, TimeProvider.System).CaPem;
        options.NewAuthority = true;
        var second = HubTls.Open(options, TimeProvider.System).CaPem!;
        var tls = HubTls.Open(options, TimeProvider.System);
        Assert.Equal(3, CertificateText.All(tls.CaPem!).Count);
        Assert.Contains(first!.Trim(), tls.CaPem, StringComparison.Ordinal);
        await using var running = await RunningServer.StartAsync(change: server => server.Tls = tls.Files);
        foreach (var pin in new[] { first, second, tls.CaPem!, CertificateText.All(tls.CaPem!)[0].ExportCertificatePem() })
        {
            await using var edge = KubeStellar.Edge.Nats.Connection.NatsConnector.Create(
                KubeStellar.Edge.Nats.Connection.NatsEndpoint.Of(running.Server.Url, running.Mint.Hub()) with { Tls = () => new TlsTrust { CaPem = pin } },
                Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
            await edge.ConnectAsync();
        }
    }

    [Fact]
    public void A_CA_that_is_due_gets_a_successor_while_the_hub_runs()
    {
        using var folder = new StateFolder();
        var time = new ShiftedTime(-CertificateForge.RootLife * 2 / 3);
        var tls = HubTls.Open(new HubTlsOptions { StateDirectory = folder["hub"] }, time);
        var first = tls.CaPem!;
        Assert.False(tls.Refresh());
        time.By = TimeSpan.Zero;
        Assert.True(tls.Refresh());
        Assert.Equal(2, CertificateText.All(tls.CaPem!).Count);
        Assert.EndsWith(first, tls.CaPem, StringComparison.Ordinal);
        Assert.Equal(tls.CaPem, File.ReadAllText(tls.CaFile!));
        Assert.False(tls.Refresh());
    }

    [Fact]
    public async Task A_CA_that_is_dropped_is_trusted_by_nobody_who_hears_of_it_and_who_does_not_gets_in_once_more()
    {
        await using var server = await TlsServer.StartAsync();
        using var keeper = server.Keeper();
        var rotation = new CaRotation(server.Tls, keeper);
        var first = server.Tls.CaPem!;
        using var stolen = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(first);
        Assert.Equal("", (await rotation.RotateAsync(default)).Refused);
        Assert.Equal(2, rotation.All.Count);
        Assert.Equal(server.Tls.Leaf, await server.Running.Server.ShownAsync(default));
        Assert.Equal("", (await rotation.FinishAsync(default)).Refused);
        Assert.Single(rotation.All);
        var told = server.Tls.CaPem!;
        Assert.DoesNotContain(stolen.ExportCertificatePem(), told, StringComparison.Ordinal);
        foreach (var pin in new[] { first, told })
        {
            await using var edge = server.Connect(new TlsTrust { CaPem = pin });
            await edge.ConnectAsync();
        }

        // Whoever has the first CA's key makes a certificate for the hub's name: who heard takes it for a stranger's.
        Assert.Contains("none of the CAs that are pinned here", await ShowAsync(first, told), StringComparison.Ordinal);
    }

    private static async Task<string> ShowAsync(string stolen, string pinned)
    {
        await using var impostor = await TlsServer.StartAsync();
        Assert.NotEqual(stolen, impostor.Tls.CaPem);
        return await impostor.RefusedAsync(new TlsTrust { CaPem = pinned });
    }

    private static async Task ConnectAsync(TlsServer server)
    {
        await using var edge = server.Connect(new TlsTrust { CaPem = server.Tls.CaPem });
        await edge.ConnectAsync();
    }

    private static void Write(StateFolder folder, System.Security.Cryptography.X509Certificates.X509Certificate2 ca, bool certificate = true, bool key = true)
    {
        using var server = CertificateForge.Server(new ServerNames(["127.0.0.1"]), ca, TimeProvider.System.GetUtcNow());
        if (certificate)
        {
            File.WriteAllText(folder["tls.crt"], server.ExportCertificatePem());
        }

        if (key)
        {
            SecretFiles.Write(folder["tls.key"], HubAuthority.KeyOf(server));
        }
    }
}
