using System.Text;
using KubeStellar.Edge.Nats.Identity;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Identity;

public sealed class DeviceIdentityTests : IDisposable
{
    private readonly StateFolder _state = new();
    private readonly StateFolder _hub = new();
    private readonly HubKeys _keys;
    private readonly UserMint _mint;

    public DeviceIdentityTests()
    {
        _keys = HubKeys.LoadOrCreate(_hub.Path);
        _mint = new UserMint(_keys.OwnAccount(), TimeProvider.System);
    }

    private string Folder => _state["identity"];

    public void Dispose()
    {
        _keys.Dispose();
        _hub.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void An_admission_is_there_after_a_restart()
    {
        string publicKey;
        using (var device = DeviceIdentity.Open(_state.Path))
        {
            publicKey = device.PublicKey;
            Assert.Null(device.Pin);
            Assert.Contains("--join", Assert.Throws<IdentityException>(device.Credentials).Message, StringComparison.Ordinal);
            device.Admit(_mint.Edge("e1", publicKey), Pin());
        }

        using var again = DeviceIdentity.Open(_state.Path);
        Assert.Equal(publicKey, again.PublicKey);
        Assert.Equal("e1", again.Pin!.Edge);
        Assert.Equal(_keys.Root.GetPublicKey(), again.Pin.HubKey);
        Assert.Equal(["nats://hub:4222"], again.Pin.HubUrls);
        using var key = KeyPair.FromSeed(again.Credentials().Seed);
        Assert.Equal(publicKey, key.GetPublicKey());
        Assert.Equal(SecretFiles.DirectoryMode, File.GetUnixFileMode(Folder));
        Assert.Equal(["exchange.nk", "hub.json", "user.jwt", "user.nk"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(Folder), file => Assert.Equal(SecretFiles.FileMode, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void The_join_request_proves_the_key_that_it_names()
    {
        using var device = DeviceIdentity.Open(_state.Path);
        var request = device.CreateJoinRequest("t1", "e1", []);
        Assert.Equal(43, request.ExchangeKey.Length);
        var message = Encoding.UTF8.GetBytes($"kse-join-1\nt1\ne1\n{request.ExchangeKey}");
        var verifier = new RootVerifier();
        Assert.True(verifier.Verify(request.PublicKey, message, Convert.FromBase64String(request.Proof)));
        Assert.False(verifier.Verify(request.PublicKey, [.. message, 0], Convert.FromBase64String(request.Proof)));
        Assert.False(verifier.Verify("nonsense", message, Convert.FromBase64String(request.Proof)));
        Assert.False(verifier.Verify(_keys.Exchange.GetPublicKey(), message, Convert.FromBase64String(request.Proof)));
    }

    [Fact]
    public void A_user_for_another_key_is_not_accepted()
    {
        using var device = DeviceIdentity.Open(_state.Path);
        using var other = KeyPair.CreatePair(PrefixByte.User);
        Assert.Throws<IdentityException>(() => device.Admit(_mint.Edge("e1", other.GetPublicKey()), Pin()));
        Assert.Null(device.Pin);
    }

    [Fact]
    public void Death_between_JWT_and_pin_leaves_a_device_that_has_not_joined()
    {
        using (var device = DeviceIdentity.Open(_state.Path))
        {
            device.Admit(_mint.Edge("e1", device.PublicKey), Pin());
        }

        File.Delete(Path.Combine(Folder, "hub.json"));
        using var again = DeviceIdentity.Open(_state.Path);
        Assert.Null(again.Pin);
    }

    [Theory]
    [InlineData("user.nk")]
    [InlineData("exchange.nk")]
    public void A_joined_device_that_lost_a_key_says_so_instead_of_becoming_another(string name)
    {
        using (var device = DeviceIdentity.Open(_state.Path))
        {
            device.Admit(_mint.Edge("e1", device.PublicKey), Pin());
        }

        File.Delete(Path.Combine(Folder, name));
        Assert.Contains(name, Assert.Throws<IdentityException>(() => DeviceIdentity.Open(_state.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_pin_or_JWT_says_which_file()
    {
        using (var device = DeviceIdentity.Open(_state.Path))
        {
            device.Admit(_mint.Edge("e1", device.PublicKey), Pin());
            File.WriteAllText(Path.Combine(Folder, "user.jwt"), "x.y.z");
            Assert.Throws<IdentityException>(device.Credentials);
        }

        File.WriteAllText(Path.Combine(Folder, "hub.json"), "{\"edge\":");
        Assert.Contains("hub.json", Assert.Throws<IdentityException>(() => DeviceIdentity.Open(_state.Path)).Message, StringComparison.Ordinal);
    }

    private HubPin Pin() => new() { Edge = "e1", HubUrls = ["nats://hub:4222"], HubKey = _keys.Root.GetPublicKey() };
}
