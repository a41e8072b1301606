using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Tests.Tls;

/// <summary>How edges learn of another CA, and how they do not.</summary>
public sealed class CaTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly ShiftedTime _time = new(TimeSpan.Zero);
    private readonly HubKeys _hub;
    private readonly DeviceIdentity _device;
    private readonly PinnedCa _pinned;
    private string? _ca;

    public CaTests()
    {
        _hub = HubKeys.LoadOrCreate(_folder["hub"]);
        _device = DeviceIdentity.Open(_folder["device"]);
        var jwt = new UserMint(_hub.OwnAccount(), TimeProvider.System).Edge("store-1", _device.PublicKey);
        _ca = Pem();
        _device.Admit(jwt, new HubPin { Edge = "store-1", HubUrls = ["tls://hub"], CaPem = _ca, HubKey = _hub.Root.GetPublicKey() });
        _pinned = new PinnedCa(_device, new RootVerifier());
    }

    public void Dispose()
    {
        _hub.Dispose();
        _device.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_edge_is_told_once_and_again_when_it_changes_and_keeps_it()
    {
        var first = Teller().For(0)!;
        Assert.Null(_pinned.Learn(first));
        Assert.Null(Teller().For(_pinned.Serial));
        _ca = Pem();
        var second = Teller().For(_pinned.Serial)!;
        Assert.True(second.Serial > first.Serial);
        Assert.Null(_pinned.Learn(second));
        using var again = DeviceIdentity.Open(_folder["device"]);
        Assert.Equal((CertificateText.Normal(_ca), second.Serial), (again.Pin!.CaPem, again.Pin.CaSerial));

        // A certificate of a public CA: what systems trust is told too, since there was something else.
        _ca = null;
        Assert.Null(_pinned.Learn(Teller().For(_pinned.Serial)!));
        Assert.Null(_device.Pin!.CaPem);
    }

    [Fact]
    public void A_hub_without_a_CA_tells_nothing_and_an_edge_that_does_not_ask_is_not_told()
    {
        Assert.Null(Teller().For(null));
        _ca = null;
        Assert.Null(Teller().For(0));
        Assert.False(Directory.Exists(_folder["hub/tls"]));
    }

    [Fact]
    public void What_the_hub_did_not_sign_or_said_earlier_is_not_taken()
    {
        var old = Teller().For(0)!;
        _ca = Pem();
        var now = Teller().For(0)!;
        Assert.Null(_pinned.Learn(now));
        var pin = _device.Pin;
        using var stranger = HubKeys.LoadOrCreate(_folder["stranger"]);
        var forged = CaBundle.Signed(now.Serial + 1, now.Pem);
        Assert.Contains("older", _pinned.Learn(old), StringComparison.Ordinal);
        foreach (var bundle in new[]
        {
            now with { Serial = now.Serial + 1 },
            now with { Serial = now.Serial + 1, Pem = old.Pem },
            now with { Serial = now.Serial + 1, Signature = "no base64!" },
            now with { Serial = now.Serial + 1, Signature = null! },
            new CaBundle(now.Serial + 1, now.Pem, Convert.ToBase64String(new RootSigner(stranger).Sign(forged))),
        })
        {
            Assert.Contains("not signed", _pinned.Learn(bundle), StringComparison.Ordinal);
        }

        var nonsense = new CaBundle(now.Serial + 1, "no pem", Convert.ToBase64String(new RootSigner(_hub).Sign(CaBundle.Signed(now.Serial + 1, "no pem"))));
        Assert.Contains("no certificate", _pinned.Learn(nonsense), StringComparison.Ordinal);
        Assert.Same(pin, _device.Pin);
    }

    [Fact]
    public void A_hub_that_was_set_back_is_believed_again()
    {
        Assert.Null(_pinned.Learn(Teller().For(0)!));
        Directory.Delete(_folder["hub/tls"], recursive: true);
        _time.By = TimeSpan.FromHours(1);
        var again = Teller().For(_pinned.Serial)!;
        Assert.True(again.Serial > _pinned.Serial);
        Assert.Null(_pinned.Learn(again));
    }

    private CaTeller Teller() => new(_folder["hub"], () => _ca, new RootSigner(_hub), _time);

    private static string Pem()
    {
        using var ca = CertificateForge.Root(TimeProvider.System.GetUtcNow());
        return ca.ExportCertificatePem();
    }
}
