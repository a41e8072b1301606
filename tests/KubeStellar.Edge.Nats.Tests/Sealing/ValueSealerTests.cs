using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Sealing;

namespace KubeStellar.Edge.Nats.Tests.Sealing;

public sealed class ValueSealerTests : IDisposable
{
    private static readonly SealOrigin Payment = new("retail", ObjectKey.Parse("_.Secret.shop.payment"));
    private readonly StateFolder _state = new();
    private readonly HubKeys _keys;
    private readonly ValueSealer _sealer;

    public ValueSealerTests()
    {
        _keys = HubKeys.LoadOrCreate(_state.Path);
        _sealer = new ValueSealer(_keys);
    }

    public void Dispose()
    {
        _sealer.Dispose();
        _keys.Dispose();
        _state.Dispose();
    }

    [Theory]
    [InlineData("\"aHVudGVyMg==\"")]
    [InlineData("\"\"")]
    [InlineData("{\"a\":[1,null,\"\\u0000\"]}")]
    [InlineData("\"exactly 32 bytes with both quotes\"")]
    public void A_value_comes_back_as_it_was(string json)
    {
        var handle = _sealer.Seal(Payment, Encoding.UTF8.GetBytes(json));
        Assert.True(SealedText.Is(handle));
        Assert.True(SealedText.MayBeIn(Encoding.UTF8.GetBytes($"{{\"a\":\"{handle}\"}}")));
        Assert.Equal(json, Encoding.UTF8.GetString(_sealer.Open(Payment, handle)));
    }

    [Fact]
    public void Every_length_comes_back_and_shows_only_its_block()
    {
        var lengths = new HashSet<int>();
        for (var length = 2; length < 34; length++)
        {
            var json = Encoding.UTF8.GetBytes($"\"{new string('x', length - 2)}\"");
            var handle = _sealer.Seal(Payment, json);
            Assert.Equal(json, _sealer.Open(Payment, handle));
            lengths.Add(handle.Length);
        }

        Assert.Equal(2, lengths.Count);
    }

    [Fact]
    public void The_same_value_never_looks_the_same() =>
        Assert.NotEqual(_sealer.Seal(Payment, "\"a\""u8), _sealer.Seal(Payment, "\"a\""u8));

    [Fact]
    public void A_handle_opens_for_its_own_object_and_workspace_only()
    {
        var handle = _sealer.Seal(Payment, "\"hunter2\""u8);
        var elsewhere = Assert.Throws<SealBrokenException>(() => _sealer.Open(Payment with { Workspace = "fleet" }, handle));
        Assert.Contains("was not made for", elsewhere.Message, StringComparison.Ordinal);
        Assert.Throws<SealBrokenException>(() => _sealer.Open(Payment with { Object = ObjectKey.Parse("_.Secret.shop.other") }, handle));
    }

    [Fact]
    public void Nothing_that_was_changed_anywhere_opens()
    {
        var handle = _sealer.Seal(Payment, "\"hunter2\""u8);
        for (var at = 0; at < handle.Length; at++)
        {
            var changed = handle[..at] + (handle[at] == 'A' ? 'B' : 'A') + handle[(at + 1)..];
            // The last character of base64url may carry bits that stand for nothing.
            var same = at == handle.Length - 1;
            if (!same || Record.Exception(() => _sealer.Open(Payment, changed)) is not null)
            {
                Assert.Throws<SealBrokenException>(() => _sealer.Open(Payment, changed));
            }

            Assert.Throws<SealBrokenException>(() => _sealer.Open(Payment, handle[..at]));
        }

        Assert.Throws<SealBrokenException>(() => _sealer.Open(Payment, handle + "AAAA"));
    }

    [Fact]
    public void A_hub_with_another_key_says_that_it_is_the_key()
    {
        var handle = _sealer.Seal(Payment, "\"hunter2\""u8);
        using var other = new StateFolder();
        using var keys = HubKeys.LoadOrCreate(other.Path);
        using var sealer = new ValueSealer(keys);
        var refused = Assert.Throws<SealBrokenException>(() => sealer.Open(Payment, handle));
        Assert.Contains("seal.nk", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hub_that_starts_again_opens_what_it_sealed()
    {
        var handle = _sealer.Seal(Payment, "\"hunter2\""u8);
        using var keys = HubKeys.LoadOrCreate(_state.Path);
        using var again = new ValueSealer(keys);
        Assert.Equal("\"hunter2\""u8, again.Open(Payment, handle));
    }
}
