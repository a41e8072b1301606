using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tests.Tls;

namespace KubeStellar.Edge.Nats.Tests.Identity;

/// <summary>The key that signs roots is handed over, and a hub dies in between.</summary>
public sealed class RootKeyTests : IDisposable
{
    private readonly StateFolder _state = new();
    private readonly RootVerifier _verifier = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void A_hand_over_lasts_and_the_former_key_is_gone()
    {
        string first, second;
        using (var keys = HubKeys.LoadOrCreate(_state.Path))
        {
            var signer = new RootSigner(keys);
            first = signer.PublicKey;
            var secret = File.ReadAllText(_state["keys/root.nk"]);
            var made = keys.RootKey.HandOver(TimeProvider.System);
            second = signer.PublicKey;
            Assert.Equal((1L, first, second), (made.Serial, made.From, made.To));
            Assert.NotEqual(first, second);
            var by = signer.Attest("m"u8);
            Assert.Equal(second, by.Signer);
            Assert.True(_verifier.Verify(second, "m"u8, by.Signature));
            Assert.All(Directory.GetFiles(_state["keys"]), file => Assert.DoesNotContain(secret.Trim(), File.ReadAllText(file), StringComparison.Ordinal));
            Assert.All(Directory.GetFiles(_state["keys"]), file => Assert.Equal(SecretFiles.FileMode, File.GetUnixFileMode(file)));
            keys.RootKey.HandOver(TimeProvider.System);
        }

        using var again = HubKeys.LoadOrCreate(_state.Path);
        Assert.Equal([first, second], again.HandOvers.Select(one => one.From));
        Assert.Null(HandOverRule.Explain(again.HandOvers, _verifier));
        IRootSigner now = new RootSigner(again);
        Assert.Equal((first, again.Root.GetPublicKey()), (now.Origin, now.PublicKey));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    public void A_hub_that_dies_after_any_step_starts_with_one_key_and_a_chain_that_ends_there(int step, int handedOver)
    {
        using (var keys = HubKeys.LoadOrCreate(_state.Path))
        {
            var left = step;
            keys.RootKey.Step = () => _ = --left == 0 ? throw new InvalidOperationException("killed") : 0;
            Assert.Throws<InvalidOperationException>(() => keys.RootKey.HandOver(TimeProvider.System));
        }

        using (var keys = HubKeys.LoadOrCreate(_state.Path))
        {
            Assert.Equal(handedOver, keys.HandOvers.Count);
            Assert.Equal(HandOverRule.EndOf(keys.HandOvers, keys.RootPublic), keys.Root.GetPublicKey());
            Assert.False(File.Exists(_state["keys/root.next.nk"]));
            keys.RootKey.HandOver(TimeProvider.System);
        }

        using var again = HubKeys.LoadOrCreate(_state.Path);
        Assert.Equal(handedOver + 1, again.HandOvers.Count);
    }

    [Fact]
    public void A_key_of_an_older_backup_and_a_chain_that_was_touched_are_refused_with_what_to_do()
    {
        HubKeys.LoadOrCreate(_state.Path).Dispose();
        var old = File.ReadAllText(_state["keys/root.nk"]);
        using (var keys = HubKeys.LoadOrCreate(_state.Path))
        {
            keys.RootKey.HandOver(new ShiftedTime(TimeSpan.Zero));
        }

        var present = File.ReadAllText(_state["keys/root.nk"]);
        SecretFiles.Write(_state["keys/root.nk"], old);
        Assert.Contains("Restore the newest backup", Assert.Throws<IdentityException>(() => HubKeys.LoadOrCreate(_state.Path)).Message, StringComparison.Ordinal);

        SecretFiles.Write(_state["keys/root.nk"], present);
        var chain = File.ReadAllText(_state["keys/handovers.json"]);
        SecretFiles.Write(_state["keys/handovers.json"], chain.Replace("\"serial\":1", "\"serial\":2", StringComparison.Ordinal));
        Assert.Contains("handovers.json is damaged", Assert.Throws<IdentityException>(() => HubKeys.LoadOrCreate(_state.Path)).Message, StringComparison.Ordinal);
        SecretFiles.Write(_state["keys/handovers.json"], chain[..20]);
        Assert.Contains("handovers.json is damaged", Assert.Throws<IdentityException>(() => HubKeys.LoadOrCreate(_state.Path)).Message, StringComparison.Ordinal);
        SecretFiles.Write(_state["keys/handovers.json"], chain);
        HubKeys.LoadOrCreate(_state.Path).Dispose();
    }
}
