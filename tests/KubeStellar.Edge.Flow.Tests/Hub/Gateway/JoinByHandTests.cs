using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

/// <summary>Devices that a person has to decide about, and ids that are not free.</summary>
public sealed class JoinByHandTests
{
    private static readonly string Exchange = System.Buffers.Text.Base64Url.EncodeToString(new byte[32]);

    [Fact]
    public async Task A_token_that_asks_for_approval_makes_its_devices_wait_and_counts_nothing()
    {
        await using var world = await WorldAsync(token => token with { Approve = true });
        var reply = await JoinAsync(world, "e1", "UA");
        Assert.Equal((DeviceFingerprint.Of("UA"), "AHUB", ""), (reply.Waits!.Fingerprint, reply.HubKey, reply.Jwt));
        Assert.Contains("its token says so", reply.Refused, StringComparison.Ordinal);
        Assert.NotNull(reply.Waits.Since);
        Assert.Equal(reply.Waits, (await JoinAsync(world, "e1", "UA")).Waits);
        Assert.Empty(world.Commands.Done);
        Assert.Empty((await world.Get<TokenStore>().ReadAsync("t1", default))!.Value.Record.UsedBy);
        var device = Assert.Single((await world.Get<PendingStore>().OfAsync("e1", default))!.Devices);
        Assert.Equal(("UA", "t1", "store", PendingState.Waiting), (device.PublicKey, device.TokenId, device.Labels["kind"], device.State));
        await world.StartAsync();
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count > 0);
        Assert.Equal(("edge.pending", "e1"), Assert.Single(world.Events.Events.Select(one => (one.Kind, one.Subject))));
    }

    [Fact]
    public async Task Who_came_in_time_hears_of_the_decision_after_the_token_is_over_and_others_do_not()
    {
        await using var world = await WorldAsync(token => token with { Approve = true });
        await JoinAsync(world, "e1", "UA");
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull((await JoinAsync(world, "e1", "UA")).Waits);
        Assert.Contains("expired", (await JoinAsync(world, "e2", "UB")).Refused, StringComparison.Ordinal);

        await DecideAsync(world, PendingState.Approved);
        Assert.Equal("jwt e1 UA", (await JoinAsync(world, "e1", "UA")).Jwt);
        Assert.Equal(["finish e1"], world.Commands.Done);
    }

    [Fact]
    public async Task Who_was_denied_is_told_why_and_stays_out_with_that_token()
    {
        await using var world = await WorldAsync(token => token with { Approve = true, Uses = 5 });
        await JoinAsync(world, "e1", "UA");
        await DecideAsync(world, PendingState.Denied, "nobody knows it");
        var reply = await JoinAsync(world, "e1", "UA");
        Assert.Null(reply.Waits);
        Assert.Contains("it was denied at", reply.Refused, StringComparison.Ordinal);
        Assert.Contains("nobody knows it", reply.Refused, StringComparison.Ordinal);

        // Another device is not judged by it, and another token is another question.
        Assert.NotNull((await JoinAsync(world, "e1", "UB")).Waits);
        await TokenAsync(world, token => token with { Id = "t2", Approve = true });
        Assert.NotNull((await JoinAsync(world, "e1", "UA", "t2")).Waits);
    }

    [Fact]
    public async Task A_hub_that_admits_nobody_by_itself_says_so_whatever_the_token()
    {
        await using var world = await WorldAsync(token => token with { Replaces = "e1" });
        world.Get<IOptions<AdmissionOptions>>().Value.ApproveJoins = true;
        Assert.Contains("this hub admits nobody without a person", (await JoinAsync(world, "e1", "UA")).Waits!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_id_of_another_is_refused_and_asked_for_in_its_place_it_waits()
    {
        await using var world = await WorldAsync(token => token);
        world.Inventory.Add("e1", ("kind", "depot"));
        var refused = await JoinAsync(world, "e1", "UTHIEF");
        Assert.Contains("another device holds the id e1", refused.Refused, StringComparison.Ordinal);
        Assert.Contains("--replace", refused.Refused, StringComparison.Ordinal);
        Assert.Null(refused.Waits);

        var waits = await JoinAsync(world, "e1", "UNEW", replace: true);
        Assert.Contains(DeviceFingerprint.Of("Ue1"), waits.Waits!.Why, StringComparison.Ordinal);
        Assert.True(Assert.Single((await world.Get<PendingStore>().OfAsync("e1", default))!.Devices).Replace);
        Assert.Equal("Ue1", world.Inventory.Edge("e1")!.Identity.PublicKey);

        // A proof of an ordinary request is none of this one.
        var request = Request("t1", "e1", "UNEW", replace: false) with { Replace = true };
        Assert.Contains("proof", (await world.Handler.JoinAsync("t1", request, default)).Refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_names_the_edge_is_approval_enough_and_good_for_no_other()
    {
        await using var world = await WorldAsync(token => token with { Replaces = "e1" });
        world.Inventory.Add("e1");
        Assert.Contains("the token is for the edge e1", (await JoinAsync(world, "e2", "UNEW")).Refused, StringComparison.Ordinal);
        Assert.Equal("jwt e1 UNEW", (await JoinAsync(world, "e1", "UNEW")).Jwt);
        Assert.Equal(["finish e1"], world.Commands.Done);

        // Recorded as an approval before anything is done for it.
        Assert.Equal((PendingState.Approved, true, "token t1"), (await world.Get<PendingStore>().OfAsync("e1", default))!.Devices.Select(one => (one.State, one.Replace!.Value, one.DecidedBy!)).Single());
    }

    [Fact]
    public async Task The_id_of_one_that_left_or_that_another_asks_for_takes_a_person()
    {
        await using var world = await WorldAsync(token => token with { Uses = 9 });
        await world.Get<LeftStore>().NoteAsync(world.Inventory.Add("e1"), default);
        world.Inventory.Remove("e1");
        Assert.Contains("had the id until", (await JoinAsync(world, "e1", "UNEW")).Waits!.Why, StringComparison.Ordinal);
        Assert.Contains("another device asks for the id as well", (await JoinAsync(world, "e2", "UB", before: () => AskAsync(world, "e2", "UA"))).Waits!.Why, StringComparison.Ordinal);

        // The very device that left comes back with a token as before.
        Assert.Equal("jwt e1 Ue1", (await JoinAsync(world, "e1", "Ue1")).Jwt);
    }

    [Fact]
    public async Task Regions_are_not_replaced()
    {
        await using var world = await WorldAsync(token => token with { Region = new RegionRights() });
        world.Inventory.Put(world.Inventory.Add("eu") with { Region = new RegionRecord("AOLD", new RegionRights()) });
        var request = Request("t1", "eu", "UNEW", replace: true) with { Hub = "ANEW" };
        Assert.Contains("the region eu is held by another hub", (await world.Handler.JoinAsync("t1", request, default)).Refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_in_vain_again_and_again_is_put_off_before_anything_is_looked_at()
    {
        await using var world = await WorldAsync(token => token);
        JoinReply reply;
        var refused = 0;
        while ((reply = await JoinAsync(world, "e1", "UA", "t2")).Waits is null)
            refused++;
        Assert.Equal(30, refused);
        Assert.Null(reply.Waits.Since);
        Assert.Contains("no such token", reply.Refused, StringComparison.Ordinal);
        Assert.True(reply.Waits.RetryAfter > 0);

        // It costs nobody else, and is over by itself.
        Assert.Equal("", (await JoinAsync(world, "e1", "UA")).Refused);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await JoinAsync(world, "e1", "UA", "t2")).Waits);
        Assert.NotNull((await JoinAsync(world, "e1", "UA", "t2")).Waits);
    }

    private static async Task<GatewayWorld> WorldAsync(Func<TokenRecord, TokenRecord> change)
    {
        var world = new GatewayWorld();
        await TokenAsync(world, change);
        return world;
    }

    private static async Task TokenAsync(GatewayWorld world, Func<TokenRecord, TokenRecord> change)
    {
        var record = change(new TokenRecord { Id = "t1", PublicKey = "UT", Uses = 1, Expires = world.Time.GetUtcNow().AddHours(1), Labels = new() { ["kind"] = "store" } });
        Assert.True(await world.Get<TokenStore>().WriteAsync(record, 0, default));
    }

    private static async Task<JoinReply> JoinAsync(GatewayWorld world, string edge, string key, string token = "t1", bool replace = false, Func<Task>? before = null)
    {
        if (before is not null)
            await before();
        return await world.Handler.JoinAsync(token, Request(token, edge, key, replace), default);
    }

    private static Task<string> AskAsync(GatewayWorld world, string edge, string key) =>
        world.Get<PendingStore>().AskAsync(edge, new PendingDevice(key, "x", "t1", world.Time.GetUtcNow()), default);

    private static Task<PendingRecord> DecideAsync(GatewayWorld world, PendingState state, string? reason = null) => world.Get<PendingStore>().ChangeAsync(
        "e1", record => record.With(record.Devices[0] with { State = state, Reason = reason, DecidedBy = "ann", DecidedAt = world.Time.GetUtcNow() }), default);

    private static JoinRequest Request(string token, string edge, string key, bool replace) => new()
    {
        Edge = edge,
        PublicKey = key,
        ExchangeKey = Exchange,
        Replace = replace ? true : null,
        Proof = Convert.ToBase64String(SideIdentity.ProofOf(key, JoinProof.Message(token, edge, Exchange, replace))),
    };
}
