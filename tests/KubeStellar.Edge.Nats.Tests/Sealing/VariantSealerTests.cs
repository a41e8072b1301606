using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Sealing;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Sealing;

public sealed class VariantSealerTests : IDisposable
{
    private static readonly byte[] Values = Encoding.UTF8.GetBytes("""{"kse-sealed.1.abc":"hunter2"}""");
    private readonly StateFolder _state = new();
    private readonly HubKeys _keys;
    private readonly VariantSealer _sealer;
    private readonly KeyPair _ulm = KeyPair.CreatePair(PrefixByte.Curve);
    private readonly KeyPair _bern = KeyPair.CreatePair(PrefixByte.Curve);
    private readonly VariantSeal _seal;

    public VariantSealerTests()
    {
        _keys = HubKeys.LoadOrCreate(_state.Path);
        _sealer = new VariantSealer(_keys);
        _seal = new VariantSeal("retail", ObjectKey.Parse("_.Secret.shop.payment"), Digest.Of("variant"u8), _sealer.NewKeyId());
    }

    public void Dispose()
    {
        _ulm.Dispose();
        _bern.Dispose();
        _sealer.Dispose();
        _keys.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void Each_edge_that_it_was_wrapped_for_opens_the_one_seal()
    {
        var content = _sealer.Seal(_seal, Values);
        Assert.Equal(Values, Open(_ulm, "ulm", _seal, KeyFor(_ulm, "ulm", content), content));
        Assert.Equal(Values, Open(_bern, "bern", _seal, KeyFor(_bern, "bern", content), content));
        Assert.DoesNotContain("hunter2", Encoding.Latin1.GetString(content), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seal_has_the_same_bytes_after_a_restart()
    {
        using var keys = HubKeys.LoadOrCreate(_state.Path);
        using var again = new VariantSealer(keys);
        Assert.Equal(_sealer.Seal(_seal, Values), again.Seal(_seal, Values));
    }

    [Fact]
    public void A_key_for_another_edge_opens_nothing()
    {
        var content = _sealer.Seal(_seal, Values);
        var forUlm = KeyFor(_ulm, "ulm", content);
        Assert.Throws<SealBrokenException>(() => Open(_bern, "bern", _seal, forUlm, content));
        Assert.Throws<SealBrokenException>(() => Open(_ulm, "bern", _seal, forUlm, content));
    }

    [Fact]
    public void A_rotated_key_opens_nothing_that_was_sealed_later()
    {
        var before = _sealer.Seal(_seal, Values);
        var later = _seal with { KeyId = _sealer.NewKeyId() };
        var after = _sealer.Seal(later, Values);
        var old = KeyFor(_ulm, "ulm", before);
        Assert.NotEqual(before, after);
        Assert.Throws<SealBrokenException>(() => Open(_ulm, "ulm", later, old, after));
        Assert.Throws<SealBrokenException>(() => Open(_ulm, "ulm", _seal, old, after));
    }

    [Fact]
    public void What_it_is_for_is_part_of_it()
    {
        var content = _sealer.Seal(_seal, Values);
        var key = KeyFor(_ulm, "ulm", content);
        VariantSeal[] others =
        [
            _seal with { Workspace = "fleet" }, _seal with { Object = ObjectKey.Parse("_.Secret.shop.other") },
            _seal with { Content = Digest.Of("other"u8) }, _seal with { KeyId = _sealer.NewKeyId() },
        ];
        Assert.All(others, other => Assert.Throws<SealBrokenException>(() => Open(_ulm, "ulm", other, key, content)));
        for (var at = 0; at < content.Length; at++)
        {
            var changed = content.ToArray();
            changed[at] ^= 1;
            Assert.Throws<SealBrokenException>(() => Open(_ulm, "ulm", _seal, key, changed));
        }
    }

    [Fact]
    public void While_keys_rotate_the_one_before_still_opens()
    {
        var content = _sealer.Seal(_seal, Values);
        var key = KeyFor(_ulm, "ulm", content);
        using var opener = new VariantOpener(() => [_bern, _ulm]);
        Assert.Equal(Values, opener.Open(_seal, "ulm", _sealer.ExchangeKey, key, content));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void An_edge_without_a_usable_key_is_named(string key)
    {
        var refused = Assert.Throws<SealBrokenException>(() => _sealer.Wrap(_seal, "ulm", key));
        Assert.Contains("edge ulm", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_key_has_one_text()
    {
        var key = KeyFor(_ulm, "ulm", _sealer.Seal(_seal, Values));
        Assert.True(DataKey.TryParse(key.ToString(), out var again));
        Assert.Equal(key, again);
        Assert.All([null, "", "a.b.c", key + ".d", key.ToString()[1..]], text => Assert.False(DataKey.TryParse(text, out _)));
    }

    private static byte[] Open(KeyPair device, string edge, VariantSeal seal, DataKey key, byte[] content, string hub)
    {
        using var opener = new VariantOpener(() => [device]);
        return opener.Open(seal, edge, hub, key, content);
    }

    private byte[] Open(KeyPair device, string edge, VariantSeal seal, DataKey key, byte[] content) => Open(device, edge, seal, key, content, _sealer.ExchangeKey);

    private DataKey KeyFor(KeyPair device, string edge, byte[] content) =>
        new(_seal.KeyId, Digest.Of(content), _sealer.Wrap(_seal, edge, NKeyBytes.Public(device)));
}
