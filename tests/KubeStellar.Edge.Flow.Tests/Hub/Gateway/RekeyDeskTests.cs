using System.Buffers.Text;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Tests.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

/// <summary>How a hub takes the keys that an edge made for itself.</summary>
public sealed class RekeyDeskTests : IAsyncDisposable
{
    private static readonly string Exchange = Base64Url.EncodeToString(new byte[32]);
    private readonly GatewayWorld _world = new();

    public RekeyDeskTests() => _world.Inventory.Add("e1");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_new_key_is_known_at_once_and_the_old_one_void_only_when_the_edge_is_in_with_the_new_one()
    {
        await _world.StartAsync();
        var made = Message("Ue1", "UNEW");
        var reply = await SendAsync(made);
        Assert.Equal(("", "jwt e1 UNEW"), (reply.Refused, reply.User!.Jwt));
        Assert.True(_world.Identity.Verify("AHUB", UserRenewal.Signed(reply.User.Jwt), Convert.FromBase64String(reply.User.Signature)));
        var identity = _world.Inventory.Edge("e1")!.Identity;
        Assert.Equal(("UNEW", Exchange, "Ue1"), (identity.PublicKey, identity.ExchangeKey, identity.Former));
        Assert.Empty(_world.Identity.Revoked);
        Assert.True(Beat().Rekey);

        // The answer was lost.
        Assert.Equal("jwt e1 UNEW", (await SendAsync(made)).User!.Jwt);

        Assert.Equal("", (await SendAsync(Switched("Ue1", "UNEW"))).Refused);
        Assert.Equal(["Ue1"], _world.Identity.Revoked.Distinct());
        Assert.NotNull(await _world.Get<RevocationBook>().OfAsync("Ue1", default));
        Assert.Null(_world.Inventory.Edge("e1")!.Identity.Former);
        Assert.Null(Beat().Rekey);
        Assert.Equal("", (await SendAsync(Switched("Ue1", "UNEW"))).Refused);
        Assert.Equal(["Ue1"], _world.Identity.Revoked.Distinct());
        await GatewayWorld.UntilAsync(() => _world.Events.Events.Count == 2);
        Assert.Equal(["key.made", "key.rotated"], _world.Events.Events.Select(one => one.Kind));
    }

    [Fact]
    public async Task Nothing_is_taken_that_both_keys_did_not_sign()
    {
        var good = Message("Ue1", "UNEW");
        foreach (var (forged, why) in new[]
        {
            (good with { Proof = null }, "not signed by the old key"),
            (good with { Proof = Message("UTHIEF", "UNEW").Proof }, "not signed by the old key"),
            (good with { Consent = "AAAA" }, "not signed by the new key"),
            (good with { New = "UOTHER" }, "not signed by the new key"),
            (good with { ExchangeKey = Base64Url.EncodeToString(new byte[31]) }, "32 bytes"),
            (good with { New = "ANEW" }, "no user NKey"),
            (Message("UTHIEF", "UNEW"), "not the one that the hub knows"),
            (Message("Ue1", "Ue1"), "in use already"),
            (Switched("Ue1", "UNEW"), "not the one that the hub knows"),
        })
        {
            Assert.Contains(why, (await SendAsync(forged)).Refused, StringComparison.Ordinal);
        }

        Assert.Equal("Ue1", _world.Inventory.Edge("e1")!.Identity.PublicKey);
        Assert.Empty(_world.Identity.Revoked);
        await Assert.ThrowsAsync<ArgumentException>(() => _world.Handler.RekeyAsync("e2", good, default));
        Assert.Contains("does not know this edge", (await _world.Handler.RekeyAsync("e9", good with { Edge = "e9" }, default)).Refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_edge_or_a_void_one_is_nobodys_new_key_and_a_second_new_one_has_to_wait()
    {
        _world.Inventory.Add("e2");
        Assert.Contains("in use already", (await SendAsync(Message("Ue1", "Ue2"))).Refused, StringComparison.Ordinal);
        await _world.Get<RevocationBook>().RevokeAsync("e7", "UVOID", "stolen", default);
        Assert.Contains("or void", (await SendAsync(Message("Ue1", "UVOID"))).Refused, StringComparison.Ordinal);

        // Whoever has a copy of the old key comes too late.
        await SendAsync(Message("Ue1", "UNEW"));
        Assert.Contains("another new key is recorded", (await SendAsync(Message("Ue1", "UTHIEF"))).Refused, StringComparison.Ordinal);
        Assert.Equal("UNEW", _world.Inventory.Edge("e1")!.Identity.PublicKey);
    }

    [Fact]
    public void A_heartbeat_is_answered_with_the_keys_that_an_edge_does_not_know()
    {
        _world.Identity.Chain = TestKit.Memory.Edge.FakeHandOvers.Chain("AOLD", "AHUB");
        _world.Identity.Issuer = "ANOW";
        Assert.Null(Beat().HandOvers); // edges of old versions
        Assert.Single(Beat(serial: 0).HandOvers!);
        Assert.Null(Beat(serial: 1).HandOvers);
        Assert.Null(Beat(issuer: "ANOW").User);
        Assert.Equal("jwt e1 Ue1", Beat(issuer: "AOLD").User!.Jwt);
        _world.Inventory.Put(_world.Inventory.Edge("e1")! with { RekeyAsked = DateTimeOffset.UnixEpoch });
        Assert.True(Beat().Rekey);
    }

    private HeartbeatReply Beat(long? serial = null, string? issuer = null) =>
        _world.Handler.Heartbeat("e1", new HeartbeatMessage { Edge = "e1", At = _world.Time.GetUtcNow(), HubSerial = serial, Issuer = issuer });

    private Task<RekeyReply> SendAsync(RekeyMessage message) => _world.Handler.RekeyAsync("e1", message, default);

    private static RekeyMessage Message(string old, string fresh)
    {
        var message = new RekeyMessage { Edge = "e1", Old = old, New = fresh, ExchangeKey = Exchange, Consent = "" };
        return message with { Proof = By(old, message), Consent = By(fresh, message) };
    }

    private static RekeyMessage Switched(string old, string fresh)
    {
        var message = new RekeyMessage { Edge = "e1", Old = old, New = fresh, ExchangeKey = Exchange, Switched = true, Consent = "" };
        return message with { Consent = By(fresh, message) };
    }

    private static string By(string key, RekeyMessage message) => Convert.ToBase64String(SideIdentity.ProofOf(key, message.Signed()));
}
