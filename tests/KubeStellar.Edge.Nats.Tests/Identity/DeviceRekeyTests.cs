using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tests.Identity;

/// <summary>A device makes itself other keys, and dies after any step of it.</summary>
public sealed class DeviceRekeyTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly HubKeys _hub;
    private readonly UserMint _mint;
    private readonly string _first;
    private readonly string _firstExchange;
    private DeviceIdentity _device;

    public DeviceRekeyTests()
    {
        _hub = HubKeys.LoadOrCreate(_folder["hub"]);
        _mint = new UserMint(_hub.OwnAccount(), TimeProvider.System);
        _device = DeviceIdentity.Open(_folder["device"]);
        (_first, _firstExchange) = (_device.PublicKey, _device.ExchangeKey);
        _device.Admit(_mint.Edge("e1", _first), new HubPin { Edge = "e1", HubUrls = ["nats://hub"], HubKey = _hub.RootPublic });
    }

    public void Dispose()
    {
        _device.Dispose();
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Both_keys_prove_the_change_and_the_keys_that_are_made_stay_the_same_until_they_are_used()
    {
        var message = _device.MakeNext();
        Assert.Equal((_first, _firstExchange), (_device.PublicKey, _device.ExchangeKey));
        Assert.Equal((_first, null), (message.Old, message.Switched));
        Assert.NotEqual(_firstExchange, message.ExchangeKey);
        var verifier = new RootVerifier();
        Assert.True(verifier.Verify(message.Old, message.Signed(), Convert.FromBase64String(message.Proof!)));
        Assert.True(verifier.Verify(message.New, message.Signed(), Convert.FromBase64String(message.Consent)));
        Assert.Equal(message, _device.MakeNext());
        Restart();
        Assert.True(_device.RekeyAsked);
        Assert.Equal(message, _device.MakeNext());
        Assert.Equal([_firstExchange, message.ExchangeKey], _device.ExchangeKeys.Select(key => Sealing(key)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void After_a_crash_at_any_step_it_has_keys_that_get_in_and_goes_on(int crash)
    {
        var steps = new Action[]
        {
            () => _device.MakeNext(),
            () => Assert.True(_device.Renew(_mint.Edge("e1", _device.MakeNext().New))),
            () => _device.Promote(),
            () => _device.ForgetFormer(),
        };
        for (var step = 0; step < steps.Length; step++)
        {
            if (step == crash)
            {
                Restart();
            }

            steps[step]();
            Assert.Equal(_device.PublicKey, NatsJwt.Decode(_device.Credentials().Jwt, NatsJwt.User).Subject);
        }

        if (crash == steps.Length)
        {
            Restart();
        }

        Assert.NotEqual(_first, _device.PublicKey);
        Assert.Null(_device.Switched());
        Assert.False(_device.RekeyAsked);
        Assert.False(File.Exists(_folder["device/identity/user.nk"]));

        // What was sealed before can still be opened, until the next time.
        Assert.Equal([_device.ExchangeKey, _firstExchange], _device.ExchangeKeys.Select(Sealing));
    }

    [Fact]
    public void The_hub_is_told_until_it_knows_and_the_keys_before_the_last_are_gone()
    {
        for (var turn = 1; turn <= 3; turn++)
        {
            var before = (_device.PublicKey, _device.ExchangeKey);
            DeviceIdentity.AskRekey(_folder["device"]);
            Assert.True(_device.RekeyAsked);
            var message = _device.MakeNext();
            Assert.Null(_device.NextCredentials());
            _device.Renew(_mint.Edge("e1", message.New));
            _device.DropNextUser();
            Assert.Null(_device.NextCredentials());
            _device.Renew(_mint.Edge("e1", message.New));
            Assert.NotNull(_device.NextCredentials());
            _device.Promote();
            Restart();
            var switched = _device.Switched()!;
            Assert.Equal((before.PublicKey, message.New, message.ExchangeKey, true), (switched.Old, switched.New, switched.ExchangeKey, switched.Switched));
            Assert.True(new RootVerifier().Verify(switched.New, switched.Signed(), Convert.FromBase64String(switched.Consent)));
            _device.ForgetFormer();
            Assert.Equal([message.ExchangeKey, before.ExchangeKey], _device.ExchangeKeys.Select(Sealing));
            Assert.Equal(2, Directory.GetFiles(_folder["device/identity"], "exchange.nk", SearchOption.AllDirectories).Length);
            Assert.Single(Directory.GetFiles(_folder["device/identity"], "user.nk", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public void A_user_of_another_key_is_not_taken_and_an_admission_keeps_the_keys_in_use()
    {
        using var other = DeviceIdentity.Open(_folder["other"]);
        var jwt = File.ReadAllText(_folder["device/identity/user.jwt"]);
        Assert.False(_device.Renew(_mint.Edge("e1", other.PublicKey)));
        Assert.Equal(jwt, File.ReadAllText(_folder["device/identity/user.jwt"]));
        Assert.Contains("no keys to replace", Assert.Throws<IdentityException>(() => DeviceIdentity.AskRekey(_folder["other"])).Message, StringComparison.Ordinal);

        _device.Renew(_mint.Edge("e1", _device.MakeNext().New));
        _device.Promote();
        var key = _device.PublicKey;
        _device.Admit(_mint.Edge("e1", key), new HubPin { Edge = "e1", HubUrls = ["nats://elsewhere"], HubKey = _hub.RootPublic });
        Restart();
        Assert.Equal((key, _first, "nats://elsewhere"), (_device.PublicKey, _device.Pin!.Former, _device.Pin.HubUrls[0]));
    }

    private static string Sealing(NATS.NKeys.KeyPair key) => NKeyBytes.Public(key);

    private void Restart()
    {
        _device.Dispose();
        _device = DeviceIdentity.Open(_folder["device"]);
    }
}
