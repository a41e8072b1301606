using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Tests.Identity;

/// <summary>A device follows its hub's hand-overs with real keys, and keeps what it followed.</summary>
public sealed class PinnedHubTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly HubKeys _hub;
    private readonly DeviceIdentity _device;
    private readonly PinnedHub _pinned;
    private readonly string _first;

    public PinnedHubTests()
    {
        _hub = HubKeys.LoadOrCreate(_folder["hub"]);
        _first = _hub.RootPublic;
        _device = DeviceIdentity.Open(_folder["device"]);
        _device.Admit(new UserMint(_hub.OwnAccount(), TimeProvider.System).Edge("e1", _device.PublicKey), new HubPin { Edge = "e1", HubUrls = ["nats://hub"], HubKey = _first });
        _pinned = new PinnedHub(_device, new RootVerifier());
    }

    public void Dispose()
    {
        _device.Dispose();
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Several_hand_overs_are_followed_at_once_and_outlive_the_process()
    {
        Assert.Null(_pinned.Follow([]));
        HandOver(3);
        Assert.Null(_pinned.Follow(_hub.HandOvers));
        Assert.Equal((_hub.RootPublic, _first, 3L), (_pinned.Key, _pinned.Origin, _pinned.Serial));
        Assert.True(_pinned.Was(_first));
        Assert.False(_pinned.Was(_pinned.Key));
        using var again = DeviceIdentity.Open(_folder["device"]);
        Assert.Equal((_hub.RootPublic, _first, 3), (again.Pin!.HubKey, again.Pin.Origin, again.Pin.HandOvers!.Count));
        Assert.Null(new PinnedHub(again, new RootVerifier()).Follow(_hub.HandOvers));
    }

    [Fact]
    public void What_is_forged_old_or_of_a_fork_changes_nothing()
    {
        Copy(_folder["hub"], _folder["thief"]);
        HandOver(1);
        var early = _hub.HandOvers;
        HandOver(1);
        Assert.Null(_pinned.Follow(_hub.HandOvers));
        var pin = File.ReadAllText(_folder["device/identity/hub.json"]);

        // Who copied the hub's first key makes successors of it, and signs whatever he likes with it.
        using var thief = HubKeys.LoadOrCreate(_folder["thief"]);
        for (var i = 0; i < 3; i++)
        {
            thief.RootKey.HandOver(TimeProvider.System);
        }

        Assert.Contains("two successors", _pinned.Follow(thief.HandOvers), StringComparison.Ordinal);
        Assert.Contains("played back", _pinned.Follow(early), StringComparison.Ordinal);
        Assert.Contains("not signed", _pinned.Follow([.. _hub.HandOvers, thief.HandOvers[2] with { From = _hub.RootPublic }]), StringComparison.Ordinal);
        Assert.Equal(pin, File.ReadAllText(_folder["device/identity/hub.json"]));
        Assert.False(_pinned.Signed("m"u8, Convert.ToBase64String(new RootSigner(thief).Sign("m"u8))));
        Assert.True(_pinned.Signed("m"u8, Convert.ToBase64String(new RootSigner(_hub).Sign("m"u8))));
        Assert.False(_pinned.Signed("m"u8, null));
    }

    [Fact]
    public void A_token_of_any_of_the_hubs_keys_is_of_this_hub()
    {
        var admission = new EdgeAdmission(new UserMint(_hub.OwnAccount(), TimeProvider.System), new RootSigner(_hub), () => ["nats://hub"], () => null);
        var before = JoinToken.Decode(admission.MintToken("t1", null).Token);
        HandOver(2);
        var after = JoinToken.Decode(admission.MintToken("t2", null).Token);
        Assert.False(_device.Pin!.IsKnownTo(after));
        Assert.Null(_pinned.Follow(_hub.HandOvers));
        Assert.True(_device.Pin.IsKnownTo(before) && _device.Pin.IsKnownTo(after));
    }

    [Fact]
    public void What_the_hub_tells_of_its_TLS_is_signed_by_the_key_of_the_day()
    {
        var teller = new CaTeller(_folder["hub"], () => CertificateForge.Root(TimeProvider.System.GetUtcNow()).ExportCertificatePem(), new RootSigner(_hub), TimeProvider.System);
        var pem = teller.For(0)!.Pem;
        teller = new CaTeller(_folder["hub"], () => pem, new RootSigner(_hub), TimeProvider.System);
        Assert.NotNull(teller.For(0));
        HandOver(1);
        var ca = new PinnedCa(_device, new RootVerifier());
        Assert.Contains("not signed by this edge's hub", ca.Learn(teller.For(0)!), StringComparison.Ordinal);
        Assert.Null(_pinned.Follow(_hub.HandOvers));
        Assert.Null(ca.Learn(teller.For(0)!));
    }

    private void HandOver(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _hub.RootKey.HandOver(TimeProvider.System);
        }
    }

    private static void Copy(string from, string to)
    {
        SecretFiles.EnsureDirectory(to);
        SecretFiles.EnsureDirectory(Path.Combine(to, "keys"));
        foreach (var file in Directory.GetFiles(Path.Combine(from, "keys")))
        {
            SecretFiles.Write(Path.Combine(to, "keys", Path.GetFileName(file)), File.ReadAllText(file));
        }
    }
}
