using System.Text;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Tests.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

public sealed class JoinDeskTests
{
    private static readonly string Exchange = System.Buffers.Text.Base64Url.EncodeToString(new byte[32]);

    [Fact]
    public async Task Admits_with_the_tokens_labels_and_again_after_a_lost_answer()
    {
        await using var world = await WorldAsync(uses: 1);
        var reply = await world.Handler.JoinAsync("t1", Request("t1", "e1", "UKEY"), default);
        Assert.Equal(("", "jwt e1 UKEY", "AHUB", "store"), (reply.Refused, reply.Jwt, reply.HubKey, reply.Labels["kind"]));
        Assert.Equal("store", world.Inventory.Edge("e1")!.Labels["kind"]);

        Assert.Equal("", (await world.Handler.JoinAsync("t1", Request("t1", "e1", "UKEY"), default)).Refused);
        Assert.Equal(["admit e1"], world.Commands.Done);
        Assert.Equal(["e1"], (await world.Get<TokenStore>().ReadAsync("t1", default))!.Value.Record.UsedBy);
    }

    [Fact]
    public async Task Refuses_a_second_device_a_used_token_an_expired_one_and_a_false_proof()
    {
        await using var world = await WorldAsync(uses: 1);
        Assert.Contains("proof", (await world.Handler.JoinAsync("t1", Request("t1", "e1", "UKEY") with { PublicKey = "UOTHER" }, default)).Refused, StringComparison.Ordinal);
        Assert.Contains("edge id", (await world.Handler.JoinAsync("t1", Request("t1", "Store_1", "UKEY"), default)).Refused, StringComparison.Ordinal);
        Assert.Contains("no such token", (await world.Handler.JoinAsync("t2", Request("t2", "e1", "UKEY"), default)).Refused, StringComparison.Ordinal);
        Assert.Equal("", (await world.Handler.JoinAsync("t1", Request("t1", "e1", "UKEY"), default)).Refused);

        Assert.Contains("another device holds the id", (await world.Handler.JoinAsync("t1", Request("t1", "e1", "UTHIEF"), default)).Refused, StringComparison.Ordinal);
        Assert.Contains("used up", (await world.Handler.JoinAsync("t1", Request("t1", "e2", "UKEY2"), default)).Refused, StringComparison.Ordinal);
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Contains("expired", (await world.Handler.JoinAsync("t1", Request("t1", "e1", "UKEY"), default)).Refused, StringComparison.Ordinal);
        Assert.Equal(["admit e1"], world.Commands.Done);
    }

    [Fact]
    public async Task A_device_whose_key_is_void_is_refused_whatever_id_it_takes()
    {
        await using var world = await WorldAsync(uses: 5);
        Assert.Equal("", (await world.Handler.JoinAsync("t1", Request("t1", "e1", "UKEY"), default)).Refused);
        Assert.Equal("", await world.Get<RevocationBook>().RevokeAsync("e1", "UKEY", "stolen", default));
        Assert.Contains("was revoked", (await world.Handler.JoinAsync("t1", Request("t1", "e1", "UKEY"), default)).Refused, StringComparison.Ordinal);
        Assert.Contains("was revoked", (await world.Handler.JoinAsync("t1", Request("t1", "e9", "UKEY"), default)).Refused, StringComparison.Ordinal);

        // The next hub on the same buckets knows it, and tells its server.
        await using var next = await new GatewayWorld(buckets: world.Buckets).StartAsync();
        await GatewayWorld.UntilAsync(() => next.Identity.Revoked.Contains("UKEY"));
    }

    [Fact]
    public async Task Refuses_a_key_of_no_user_before_the_token_is_spent()
    {
        await using var world = await WorldAsync(uses: 1);
        Assert.Contains("user NKey", (await world.Handler.JoinAsync("t1", Request("t1", "e1", "AKEY"), default)).Refused, StringComparison.Ordinal);
        Assert.Empty((await world.Get<TokenStore>().ReadAsync("t1", default))!.Value.Record.UsedBy);
        Assert.Null(world.Inventory.Edge("e1"));
        Assert.Equal("", (await world.Handler.JoinAsync("t1", Request("t1", "e2", "UKEY"), default)).Refused);
    }

    [Fact]
    public async Task Many_at_once_never_exceed_the_uses()
    {
        await using var world = await WorldAsync(uses: 5);
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(edge => Task.Run(() => world.Handler.JoinAsync("t1", Request("t1", $"e{edge}", $"U{edge}"), default))));
        Assert.Equal(5, replies.Count(reply => reply.Refused.Length == 0));
        Assert.Equal(5, (await world.Get<TokenStore>().ReadAsync("t1", default))!.Value.Record.UsedBy.Count);
    }

    private static async Task<GatewayWorld> WorldAsync(int uses)
    {
        var world = new GatewayWorld();
        var record = new TokenRecord { Id = "t1", PublicKey = "UT", Uses = uses, Expires = world.Time.GetUtcNow().AddHours(1) };
        record.Labels["kind"] = "store";
        Assert.True(await world.Get<TokenStore>().WriteAsync(record, 0, default));
        return world;
    }

    private static JoinRequest Request(string token, string edge, string key) => new()
    {
        Edge = edge,
        PublicKey = key,
        ExchangeKey = Exchange,
        Proof = Convert.ToBase64String(SideIdentity.ProofOf(key, Encoding.UTF8.GetBytes($"kse-join-1\n{token}\n{edge}\n{Exchange}"))),
    };
}
