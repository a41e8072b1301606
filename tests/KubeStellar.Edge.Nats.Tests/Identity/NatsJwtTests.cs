using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;
using Microsoft.Extensions.Time.Testing;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Identity;

public sealed class NatsJwtTests : IDisposable
{
    private readonly KeyPair _account = KeyPair.CreatePair(PrefixByte.Account);
    private readonly KeyPair _signing = KeyPair.CreatePair(PrefixByte.Account);
    private readonly KeyPair _user = KeyPair.CreatePair(PrefixByte.User);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public void Dispose()
    {
        _account.Dispose();
        _signing.Dispose();
        _user.Dispose();
    }

    [Fact]
    public void What_is_written_is_read_and_names_issuer_and_time()
    {
        var jwt = Mint(_account).Edge("store-17", _user.GetPublicKey());
        var claims = NatsJwt.Decode(jwt, NatsJwt.User);
        Assert.Equal(_account.GetPublicKey(), claims.Issuer);
        Assert.Null(claims.Body.IssuerAccount);
        Assert.Equal(_user.GetPublicKey(), claims.Subject);
        Assert.Equal(1_800_000_000, claims.IssuedAt);
        Assert.Equal(52, claims.Id.Length);
        Assert.Equal(2, claims.Body.Version);
    }

    [Fact]
    public void An_edge_has_exactly_the_rights_of_an_edge_and_no_expiry()
    {
        var claims = NatsJwt.Decode(Mint(_signing).Edge("store-17", _user.GetPublicKey()), NatsJwt.User);
        Assert.Equal(["kse.up.store-17.>"], claims.Body.Publish.Allow!);
        Assert.Equal(["kse.down.store-17.>", "_INBOX.store-17.>"], claims.Body.Subscribe.Allow!);
        Assert.Equal(0, claims.Expires);
        Assert.Null(claims.Body.Unknown);
        Assert.Equal(_account.GetPublicKey(), claims.Body.IssuerAccount);
        Assert.Equal(_signing.GetPublicKey(), claims.Issuer);
    }

    [Fact]
    public void A_join_user_may_ask_with_its_token_only()
    {
        var claims = NatsJwt.Decode(Mint(_signing).Join("t1", _time.GetUtcNow().AddHours(1)).Jwt, NatsJwt.User);
        Assert.Equal(["kse.join.t1"], claims.Body.Publish.Allow!);
        Assert.Equal(["_INBOX_join_t1.>"], claims.Body.Subscribe.Allow!);
        Assert.Equal(1_800_003_600, claims.Expires);
    }

    [Theory]
    [InlineData("*")]
    [InlineData(">")]
    [InlineData("a.b")]
    [InlineData("a.>")]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a\u0000")]
    public void An_id_that_could_reach_other_subjects_gets_no_user(string id)
    {
        Assert.ThrowsAny<ArgumentException>(() => Mint(_account).Edge(id, _user.GetPublicKey()));
        Assert.ThrowsAny<ArgumentException>(() => Mint(_account).Join(id, null));
    }

    [Fact]
    public void Only_a_user_key_becomes_an_edge()
    {
        Assert.Throws<ArgumentException>(() => Mint(_account).Edge("e1", _account.GetPublicKey()));
        Assert.Throws<ArgumentException>(() => Mint(_account).Edge("e1", _user.GetSeed()));
        Assert.Throws<ArgumentException>(() => Mint(_account).Edge("e1", "nonsense"));
    }

    [Fact]
    public void Every_altered_part_is_noticed()
    {
        var jwt = Mint(_account).Edge("e1", _user.GetPublicKey());
        for (var i = 0; i < jwt.Length; i += 7)
        {
            var altered = jwt[..i] + (jwt[i] == 'A' ? 'B' : 'A') + jwt[(i + 1)..];
            Assert.Throws<IdentityException>(() => NatsJwt.Decode(altered, NatsJwt.User));
        }

        Assert.Throws<IdentityException>(() => NatsJwt.Decode(jwt[..^9], NatsJwt.User));
        Assert.Throws<IdentityException>(() => NatsJwt.Decode("", NatsJwt.User));
    }

    [Fact]
    public void What_an_account_says_that_is_not_known_here_is_kept()
    {
        var body = new AccountBody { Limits = AccountLimits.JetStream, Unknown = new Dictionary<string, System.Text.Json.JsonElement> { ["cluster_traffic"] = System.Text.Json.JsonDocument.Parse("\"owner\"").RootElement } };
        var jwt = NatsJwt.Encode(new JwtClaims<AccountBody> { Subject = _account.GetPublicKey(), Body = body }, NatsJwt.Account, _account, _time);
        Assert.Equal("owner", NatsJwt.Decode(jwt, NatsJwt.Account).Body.Unknown!["cluster_traffic"].GetString());
    }

    private UserMint Mint(KeyPair key) => new(new AccountSigner(_account.GetPublicKey(), key), _time);
}
