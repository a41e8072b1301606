using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tests.Server;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Tests.Tls;

/// <summary>A server that takes only clients with a certificate of the hub's own CA, and how edges get one.</summary>
public sealed class ClientIssuerTests : IDisposable
{
    private readonly StateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_device_gets_in_by_what_came_with_its_token_and_then_by_its_own()
    {
        await using var server = await TlsServer.StartAsync(options => options.VerifyOwn = true);
        var issuer = new ClientIssuer(server.Tls, new RootSigner(server.Running.Keys));
        using var device = DeviceIdentity.Open(_folder["device"]);
        var brought = issuer.ForToken("t1", TimeProvider.System.GetUtcNow().AddHours(1))!;
        DeviceCertificate.Bring(device, brought);
        device.Admit(server.Running.Mint.Edge("e1", device.PublicKey), Pin(server, server.Tls.CaPem));
        var certificate = new DeviceCertificate(device, TimeProvider.System);
        Assert.Equal(brought, certificate.Pem);
        await ConnectAsync(server, certificate);

        var reply = issuer.For("e1", certificate.Request())!;
        Assert.Null(certificate.Take(reply, Hub(device)));
        Assert.NotEqual(brought, certificate.Pem);
        await ConnectAsync(server, certificate);
        Assert.Null(certificate.Request());
        Assert.Contains("takes only clients that show a certificate", await server.RefusedAsync(new TlsTrust { CaPem = server.Tls.CaPem }), StringComparison.Ordinal);

        // Of a hub that has another CA: asked for at once, for the same key.
        using var keeper = server.Keeper();
        await new CaRotation(server.Tls, keeper).RotateAsync(default);
        device.Pinned(Pin(server, server.Tls.CaPem));
        await ConnectAsync(server, certificate);
        Assert.Null(certificate.Take(issuer.For("e1", certificate.Request())!, Hub(device)));
        await new CaRotation(server.Tls, keeper).FinishAsync(default);
        await ConnectAsync(server, certificate);
        Assert.NotEmpty(await server.RefusedAsync(new TlsTrust { CaPem = server.Tls.CaPem, ClientPem = brought }));
    }

    [Fact]
    public void It_is_renewed_when_a_third_of_its_time_is_over()
    {
        var time = new ShiftedTime(TimeSpan.Zero);
        var tls = HubTls.Open(new HubTlsOptions { StateDirectory = _folder["hub"] }, TimeProvider.System);
        using var keys = HubKeys.LoadOrCreate(_folder["hub"]);
        var issuer = new ClientIssuer(tls, new RootSigner(keys));
        using var device = Joined(keys, tls.CaPem);
        var certificate = new DeviceCertificate(device, time);
        Assert.Null(certificate.Take(issuer.For("e1", certificate.Request())!, Hub(device)));
        time.By = CertificateForge.EdgeLife / 3 - TimeSpan.FromDays(2);
        Assert.Null(certificate.Request());
        time.By = CertificateForge.EdgeLife / 3 + TimeSpan.FromDays(2);
        Assert.NotNull(certificate.Request());
        Assert.Null(issuer.ForToken("t1", null)); // nobody is asked for one
    }

    [Fact]
    public void Nothing_is_issued_without_a_proof_and_nothing_taken_that_the_hub_did_not_sign()
    {
        var tls = HubTls.Open(new HubTlsOptions { StateDirectory = _folder["hub"] }, TimeProvider.System);
        using var keys = HubKeys.LoadOrCreate(_folder["hub"]);
        var issuer = new ClientIssuer(tls, new RootSigner(keys));
        using var device = Joined(keys, tls.CaPem);
        var certificate = new DeviceCertificate(device, TimeProvider.System);
        var request = certificate.Request()!;
        Assert.Null(issuer.For("e1", null));
        Assert.Null(issuer.For("e2", request));
        Assert.Null(issuer.For("e1", request with { Proof = Convert.ToBase64String(new byte[70]) }));
        Assert.Null(issuer.For("e1", request with { Proof = "?" }));
        Assert.Null(issuer.For("e1", request with { Key = Convert.ToBase64String(new byte[91]) }));

        var given = issuer.For("e1", request)!;
        Assert.Contains("not signed", certificate.Take(given with { Signature = Convert.ToBase64String(new byte[64]) }, Hub(device)), StringComparison.Ordinal);
        using var stranger = CertificateForge.NewKey();
        var other = tls.Issue(new System.Security.Cryptography.X509Certificates.PublicKey(stranger), "kse-edge-e1")!;
        Assert.Contains("not for this device's key", certificate.Take(new CertificateReply(other, Convert.ToBase64String(new RootSigner(keys).Sign(CertificateReply.Signed(other)))), Hub(device)), StringComparison.Ordinal);
        Assert.Null(certificate.Pem);
        Assert.Null(certificate.Take(given, Hub(device)));
        Assert.NotNull(certificate.Pem);

        // A hub whose edges' certificates somebody else issues, and a device that knows no CA.
        device.Pinned(device.Pin! with { CaPem = null });
        Assert.Null(new DeviceCertificate(device, TimeProvider.System).Request());
    }

    private DeviceIdentity Joined(HubKeys keys, string? ca)
    {
        var device = DeviceIdentity.Open(_folder["device"]);
        device.Admit(new UserMint(keys.OwnAccount(), TimeProvider.System).Edge("e1", device.PublicKey), new HubPin { Edge = "e1", HubUrls = ["tls://hub"], CaPem = ca, HubKey = keys.RootPublic });
        return device;
    }

    private static HubPin Pin(TlsServer server, string? ca) => new() { Edge = "e1", HubUrls = [server.Running.Server.Url], CaPem = ca, HubKey = server.Running.Keys.RootPublic };

    private static PinnedHub Hub(DeviceIdentity device) => new(device, new RootVerifier());

    private static async Task ConnectAsync(TlsServer server, DeviceCertificate certificate)
    {
        await using var connection = server.Connect(new TlsTrust { CaPem = server.Tls.CaPem, ClientPem = certificate.Pem });
        await connection.ConnectAsync().AsTask().WaitAsync(RunningServer.Patience);
    }
}
