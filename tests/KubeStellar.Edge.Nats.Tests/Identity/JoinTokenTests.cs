using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tests.Identity;

public sealed class JoinTokenTests : IDisposable
{
    private readonly StateFolder _state = new();
    private readonly HubKeys _keys;
    private readonly EdgeAdmission _admission;

    public JoinTokenTests()
    {
        _keys = HubKeys.LoadOrCreate(_state.Path);
        _admission = new EdgeAdmission(new UserMint(_keys.OwnAccount(), TimeProvider.System), new RootSigner(_keys), () => ["nats://hub:4222", "nats://hub2:4222"], () => "PEM\n");
    }

    public void Dispose()
    {
        _keys.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void A_token_carries_all_that_joining_takes()
    {
        var (text, publicKey) = _admission.MintToken("t1", null);
        Assert.StartsWith("kse1.", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, char.IsWhiteSpace);
        var token = JoinToken.Decode($"  {text}\n");
        Assert.Equal(["nats://hub:4222", "nats://hub2:4222"], token.HubUrls);
        Assert.Equal("PEM\n", token.CaPem);
        Assert.Equal("t1", token.TokenId);
        Assert.Equal(publicKey, NatsJwt.Decode(token.User.Jwt, NatsJwt.User).Subject);
        Assert.True(token.Knows(_keys.Root.GetPublicKey()));
        Assert.False(token.Knows(_keys.Account.GetPublicKey()));
        Assert.Equal(text, token.Encode());
    }

    [Fact]
    public void A_token_that_was_cut_off_anywhere_says_so()
    {
        var (text, _) = _admission.MintToken("t1", null);
        for (var length = "kse1.".Length; length < text.Length; length += 13)
        {
            var refused = Assert.Throws<IdentityException>(() => JoinToken.Decode(text[..length]));
            Assert.Contains("cut off", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_token_with_any_changed_character_is_refused_and_not_shown()
    {
        var (text, _) = _admission.MintToken("t1", null);
        for (var i = "kse1.".Length; i < text.Length; i += 11)
        {
            var altered = text[..i] + (text[i] == 'A' ? 'B' : 'A') + text[(i + 1)..];
            var refused = Assert.Throws<IdentityException>(() => JoinToken.Decode(altered));
            Assert.DoesNotContain(JoinToken.Decode(text).User.Seed, refused.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("kse2.abc", "version 'kse2'")]
    [InlineData("kse10.abc", "version 'kse10'")]
    [InlineData("eyJ0eXAiOiJKV1QifQ", "not a join token")]
    [InlineData("", "not a join token")]
    [InlineData("kse1", "cut off")]
    public void A_token_of_another_kind_says_which(string text, string says) =>
        Assert.Contains(says, Assert.Throws<IdentityException>(() => JoinToken.Decode(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Printing_a_token_or_a_user_shows_no_secret()
    {
        var token = JoinToken.Decode(_admission.MintToken("t1", null).Token);
        Assert.DoesNotContain(token.User.Seed, $"{token} {token.User}", StringComparison.Ordinal);
    }
}
