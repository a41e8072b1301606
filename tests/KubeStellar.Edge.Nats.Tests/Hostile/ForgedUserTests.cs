using System.Buffers.Text;
using System.Text;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;
using KubeStellar.Edge.Nats.Tests.Server;
using Microsoft.Extensions.Time.Testing;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>Users that the hub did not issue, or that are not what they say, do not get in; a join token's user gets nowhere else.</summary>
public sealed class ForgedUserTests(Fleet fleet) : IClassFixture<Fleet>
{
    [Fact]
    public async Task A_user_of_an_account_that_the_server_does_not_know_is_refused()
    {
        using var folder = new StateFolder();
        using var foreign = HubKeys.LoadOrCreate(folder.Path);
        var user = new UserMint(foreign.OwnAccount(), TimeProvider.System).Hub();
        await RefusedAsync(user.Jwt, user.Seed);
    }

    [Fact]
    public async Task An_edge_that_issues_itself_the_rights_of_the_hub_is_refused()
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        using var account = KeyPair.CreatePair(PrefixByte.Account);
        foreach (var issuer in new[] { key, account, fleet.Running.Keys.Root, fleet.Running.Keys.System })
        {
            var claims = new JwtClaims<UserBody>
            {
                Name = "kse-hub", Subject = key.GetPublicKey(), Body = new UserBody { IssuerAccount = fleet.Running.Keys.Account.GetPublicKey() },
            };
            await RefusedAsync(NatsJwt.Encode(claims, NatsJwt.User, issuer, TimeProvider.System), key.GetSeed());
        }
    }

    [Fact]
    public async Task An_altered_JWT_is_refused()
    {
        var parts = fleet.Stolen.Jwt.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("kse.up.e1.", "kse.up.e2.", StringComparison.Ordinal);
        await RefusedAsync($"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}", fleet.Stolen.Seed);
    }

    [Fact]
    public async Task A_JWT_without_the_key_that_it_names_is_refused()
    {
        using var other = KeyPair.CreatePair(PrefixByte.User);
        await RefusedAsync(fleet.Stolen.Jwt, other.GetSeed());
        await RefusedAsync(fleet.Stolen.Jwt, null);
        await RefusedAsync(null, fleet.Stolen.Seed);
        await RefusedAsync(null, fleet.Running.Keys.Root.GetSeed());
        await RefusedAsync(null, null);
    }

    [Fact]
    public async Task An_expired_join_user_is_refused_and_a_later_one_is_not()
    {
        var past = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var mint = new UserMint(fleet.Running.Keys.OwnAccount(), past);
        var expired = mint.Join("t1", past.GetUtcNow().AddHours(1));
        await RefusedAsync(expired.Jwt, expired.Seed);
        var valid = mint.Join("t1", TimeProvider.System.GetUtcNow().AddHours(1));
        Assert.Null(await ConnectAsync(valid.Jwt, valid.Seed));
    }

    [Theory]
    [InlineData("kse.join.t2")]
    [InlineData("kse.join.>")]
    [InlineData("kse.up.e1.get")]
    [InlineData("kse.down.e1.root")]
    [InlineData("_INBOX_join_t1.x")]
    [InlineData("$JS.API.INFO")]
    [InlineData("$KV.kse-hub.token.t1")]
    [InlineData("kse.api.default.get")]
    public async Task A_join_user_may_publish_its_own_request_only(string subject)
    {
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        await using var joiner = await JoinerAsync(limit.Token);
        await joiner.PublishAsync(subject, "{}", limit.Token);
        Assert.Single(await joiner.SettleAsync(limit.Token));
        await joiner.PublishAsync("kse.join.t1", "{}", limit.Token, "_INBOX_join_t1.x");
        Assert.Empty(await joiner.SettleAsync(limit.Token));
    }

    [Theory]
    [InlineData("kse.join.t1")]
    [InlineData("_INBOX_join_t2.>")]
    [InlineData("_INBOX.>")]
    [InlineData("kse.down.>")]
    [InlineData(">")]
    public async Task A_join_user_may_hear_its_own_answer_only(string subject)
    {
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        await using var joiner = await JoinerAsync(limit.Token);
        await joiner.SubscribeAsync(subject, 1, limit.Token);
        Assert.Single(await joiner.SettleAsync(limit.Token));
        await joiner.SubscribeAsync("_INBOX_join_t1.>", 2, limit.Token);
        Assert.Empty(await joiner.SettleAsync(limit.Token));
    }

    private async Task<RawClient> JoinerAsync(CancellationToken cancellation)
    {
        var user = fleet.Running.Mint.Join("t1", null);
        var client = new RawClient();
        Assert.Null(await client.ConnectAsync(fleet.Running.Server.Port, user.Jwt, user.Seed, cancellation));
        return client;
    }

    private async Task RefusedAsync(string? jwt, string? seed) =>
        Assert.Contains("authorization violation", await ConnectAsync(jwt, seed) ?? "logged in", StringComparison.OrdinalIgnoreCase);

    private async Task<string?> ConnectAsync(string? jwt, string? seed)
    {
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        await using var client = new RawClient();
        return await client.ConnectAsync(fleet.Running.Server.Port, jwt, seed, limit.Token);
    }
}
