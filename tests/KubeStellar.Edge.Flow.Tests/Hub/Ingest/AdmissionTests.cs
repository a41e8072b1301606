using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest;

/// <summary>What people decide of devices, over the real stores, and over a hub that dies at each of its writes.</summary>
public sealed class AdmissionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Who_is_approved_is_an_edge_with_the_labels_of_token_and_person_and_the_token_is_used()
    {
        var world = await HubFlowTests.WorldAsync();
        using var hub = await world.StartAsync();
        await WaitsAsync(hub, "store-9", "UNEW", device => device with { Labels = new() { ["kind"] = "store", ["size"] = "large" } });

        var wrong = await hub.Commands.EditEdgeAsync(Approve("store-9") with { Fingerprint = DeviceFingerprint.Of("UOTHER") }, None);
        Assert.Contains("is not that of a device that waits", wrong.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("`kse edges pending`", (await hub.Commands.EditEdgeAsync(Approve("store-8"), None)).Error!.Message, StringComparison.Ordinal);
        var label = Approve("store-9");
        label.SetLabels["size"] = "not a value!";
        Assert.Equal("invalid", (await hub.Commands.EditEdgeAsync(label, None)).Error!.Code);
        Assert.Null(hub.Inventory.Edge("store-9"));
        Drain(hub);

        var approve = Approve("store-9") with { Fingerprint = DeviceFingerprint.Of("UNEW") };
        approve.SetLabels["size"] = "small";
        Assert.Null((await hub.Commands.EditEdgeAsync(approve, None)).Error);

        var edge = hub.Inventory.Edge("store-9")!;
        Assert.Equal(("UNEW", "XNEW", "t1", "store", "small"), (edge.Identity.PublicKey, edge.Identity.ExchangeKey, edge.Identity.TokenId, edge.Labels["kind"], edge.Labels["size"]));
        Assert.Equal(["store-9"], (await hub.Service<TokenStore>().ReadAsync("t1", None))!.Value.Record.UsedBy);
        Assert.Equal(["edge.approved", "edge.admitted"], Drain(hub).Select(one => one.Kind));
        Assert.Contains("which an edge has already", (await hub.Commands.EditEdgeAsync(Approve("store-9"), None)).Error!.Message, StringComparison.Ordinal);
        await hub.StepAsync();
        Assert.Equal(2, (await hub.TreeAsync("store-9")).Count);
    }

    [Fact]
    public async Task Who_is_denied_can_still_be_approved_and_who_is_an_edge_cannot_be_denied()
    {
        using var hub = await (await HubFlowTests.WorldAsync()).StartAsync();
        await WaitsAsync(hub, "store-9", "UNEW");
        Assert.Null((await hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "store-9", Deny = "nobody knows it" }, None)).Error);
        var told = Drain(hub).Single();
        Assert.Equal(("edge.denied", "api"), (told.Kind, told.Actor));
        Assert.Contains("nobody knows it", told.Message, StringComparison.Ordinal);
        Assert.Equal((PendingState.Denied, "nobody knows it"), (await hub.Service<PendingStore>().OfAsync("store-9", None))!.Devices.Select(one => (one.State, one.Reason!)).Single());

        Assert.Null((await hub.Commands.EditEdgeAsync(Approve("store-9"), None)).Error);
        Assert.Equal("UNEW", hub.Inventory.Edge("store-9")!.Identity.PublicKey);
        Assert.Equal("not-found", (await hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "store-9", Deny = "" }, None)).Error!.Code);
    }

    [Fact]
    public async Task A_token_that_is_gone_or_used_up_lets_nobody_be_approved()
    {
        using var hub = await (await HubFlowTests.WorldAsync()).StartAsync();
        await WaitsAsync(hub, "store-9", "UNEW");
        Assert.Equal("", await hub.Service<TokenStore>().SpendAsync("t1", "store-7", None));
        Assert.Contains("is used up", (await hub.Commands.EditEdgeAsync(Approve("store-9"), None)).Error!.Message, StringComparison.Ordinal);
        await hub.Service<TokenStore>().DeleteAsync("t1", None);
        Assert.Contains("was deleted", (await hub.Commands.EditEdgeAsync(Approve("store-9"), None)).Error!.Message, StringComparison.Ordinal);
        Assert.Null(hub.Inventory.Edge("store-9"));
    }

    [Fact]
    public async Task A_successor_has_all_of_the_edge_but_its_key_which_is_void()
    {
        using var hub = await (await HubFlowTests.WorldAsync()).StartAsync();
        await hub.EditAsync("store-1", taints: [new Taint("maintenance", "true", "NoSchedule")]);
        await hub.FactsAsync("store-1", ("memoryGiB", "4"));
        await hub.Commands.HoldAsync("store-1", "Cloned", "two of them", None);
        await hub.StepAsync();
        var before = hub.Inventory.Edge("store-1")!;
        await WaitsAsync(hub, "store-1", "UNEW", device => device with { Replace = true, Labels = new() { ["kind"] = "depot" } });

        Assert.Null((await hub.Commands.EditEdgeAsync(Approve("store-1"), None)).Error);

        var after = hub.Inventory.Edge("store-1")!;
        Assert.Equal(("UNEW", "XNEW"), (after.Identity.PublicKey, after.Identity.ExchangeKey));
        Assert.Equal(before.Labels, after.Labels);
        Assert.Equal(before.Taints, after.Taints);
        Assert.Equal(("4", null), (after.Properties["memoryGiB"].GetRawText(), after.Hold));
        Assert.Equal(["Ustore-1"], hub.Identity.Revoked);
        Assert.NotNull(await hub.Service<RevocationBook>().OfAsync("Ustore-1", None));
        Assert.Equal("edge.replaced", Drain(hub)[^1].Kind);
    }

    [Fact]
    public async Task A_device_that_does_not_come_in_its_place_is_not_approved_over_another()
    {
        using var hub = await (await HubFlowTests.WorldAsync()).StartAsync();
        await WaitsAsync(hub, "store-1", "UNEW");
        Assert.Contains("--replace", (await hub.Commands.EditEdgeAsync(Approve("store-1"), None)).Error!.Message, StringComparison.Ordinal);
        Assert.Equal("Ustore-1", hub.Inventory.Edge("store-1")!.Identity.PublicKey);
        Assert.Empty(hub.Identity.Revoked);
    }

    [Fact]
    public async Task A_crash_at_any_call_leaves_the_old_device_or_the_new_one_and_asking_again_finishes_it()
    {
        var died = true;
        for (var at = 0; died; at++)
        {
            var world = await HubFlowTests.WorldAsync();
            using (var hub = await world.StartAsync())
            {
                await WaitsAsync(hub, "store-1", "UNEW", device => device with { Replace = true });
                world.Buckets.DieAt = at + (world.Buckets.Calls * 2);
                died = await ApproveAsync(hub);
                world.Buckets.DieAt = -1;
            }

            using var next = await world.StartAsync();
            var held = next.Inventory.Edge("store-1")!;
            var isVoid = await next.Service<RevocationBook>().OfAsync("Ustore-1", None) is not null;
            Assert.True(held.Identity.PublicKey == "Ustore-1" || isVoid, $"at {at}: two devices may speak for the edge");

            // What was decided is done when the device asks again; what was not is decided anew.
            var decided = (await next.Service<PendingStore>().OfAsync("store-1", None)).Of("UNEW");
            Assert.True(decided is not null || held.Identity.PublicKey == "UNEW", $"at {at}: the request is lost");
            if (decided is { State: PendingState.Approved })
                Assert.Equal("", await next.Commands.FinishAsync("store-1", "UNEW", None));
            else if (decided is not null)
                Assert.False(await ApproveAsync(next));
            var edge = next.Inventory.Edge("store-1")!;
            Assert.Equal(("UNEW", "large", true), (edge.Identity.PublicKey, edge.Labels["size"], await next.Service<RevocationBook>().OfAsync("Ustore-1", None) is not null));
            Assert.Null(await next.Service<PendingStore>().OfAsync("store-1", None));
            Assert.Equal(["store-1"], (await next.Service<TokenStore>().ReadAsync("t1", None))!.Value.Record.UsedBy);
        }
    }

    [Fact]
    public async Task The_id_of_one_that_left_is_remembered_and_its_key_void_when_another_takes_it()
    {
        using var hub = await (await HubFlowTests.WorldAsync()).StartAsync();
        Assert.Null((await hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "store-1", Remove = true }, None)).Error);
        Assert.Equal("Ustore-1", (await hub.Service<LeftStore>().OfAsync("store-1", None))!.PublicKey);
        await WaitsAsync(hub, "store-1", "UNEW");
        Assert.Null((await hub.Commands.EditEdgeAsync(Approve("store-1"), None)).Error);
        Assert.Equal(["Ustore-1"], hub.Identity.Revoked);
        Assert.Null(await hub.Service<LeftStore>().OfAsync("store-1", None));
    }

    [Fact]
    public async Task Keys_are_void_by_the_edge_by_one_that_left_and_by_themselves()
    {
        using var hub = await (await HubFlowTests.WorldAsync()).StartAsync();
        Assert.Contains("not of store-1", (await RevokeAsync(hub, "store-1", "Ustore-2")).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("no device's key", (await RevokeAsync(hub, "", "ASOMETHING")).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("--key", (await RevokeAsync(hub, "store-7", null)).Error!.Message, StringComparison.Ordinal);
        Assert.Empty(hub.Identity.Revoked);

        Assert.Null((await RevokeAsync(hub, "", "Ustore-2")).Error);
        Assert.Null(hub.Inventory.Edge("store-2"));
        Assert.Null((await hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "store-1", Remove = true }, None)).Error);
        Assert.Null((await RevokeAsync(hub, "store-1", null)).Error);
        Assert.Null((await hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "store-3", Remove = true }, None)).Error);
        Assert.Null((await RevokeAsync(hub, "", "Ustore-3")).Error);
        Assert.Null((await RevokeAsync(hub, "", "UNOBODY")).Error);
        Assert.Equal(["UNOBODY", "Ustore-1", "Ustore-2", "Ustore-3"], hub.Identity.Revoked.Order());
        Assert.Equal(["", "store-1", "store-2", "store-3"], (await hub.Service<RevocationBook>().ListAsync(None)).Select(one => one.Edge).Order());
        Assert.Equal(["store-2", "store-1", "store-3", "UNOBODY"], Drain(hub).Where(one => one.Kind == "edge.revoked").Select(one => one.Subject));
    }

    [Fact]
    public async Task An_edge_that_is_held_keeps_its_root_and_gets_the_newest_when_it_is_let_go()
    {
        var world = await HubFlowTests.WorldAsync();
        using var hub = await world.StartAsync();
        await hub.Commands.HoldAsync("store-1", "Cloned", "two of them", None);
        await hub.Commands.HoldAsync("store-1", "Cloned", "again", None);
        await hub.StepAsync();
        var root = hub.Desired.Root("store-1")!.Root.Version;
        await hub.ApplyAsync(Objects.ConfigMap("b", "2"));
        await hub.StepAsync();
        Assert.Equal(root, hub.Desired.Root("store-1")!.Root.Version);
        Assert.True(hub.Desired.Root("store-2")!.Root.Version > root);
        Assert.Equal("two of them", Assert.Single(Drain(hub), one => one.Kind == "edge.cloned").Message);

        // A hub that starts again knows of it, and its roots of another epoch do not go there either.
        using var next = await world.StartAsync("hub-2");
        Assert.Equal("two of them", next.Inventory.Edge("store-1")!.Hold!.Message);
        Assert.Equal(root, next.Desired.Root("store-1")!.Root.Version);

        Assert.Null((await next.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "store-1", Release = "one is in a drawer" }, None)).Error);
        await next.StepAsync();
        Assert.Equal((await next.TreeAsync("store-1")).Keys, (await next.TreeAsync("store-2")).Keys);
        Assert.True(next.Desired.Root("store-1")!.Root.Version > root);
        Assert.Equal("conflict", (await next.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "store-1", Release = "" }, None)).Error!.Code);
    }

    private static EdgeEditRequest Approve(string edge) => new() { Edge = edge, Approve = true };

    private static Task<ApiReply> RevokeAsync(TestHub hub, string edge, string? key) => hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = edge, Revoke = "stolen", Key = key }, None);

    private static async Task<bool> ApproveAsync(TestHub hub)
    {
        try
        {
            Assert.Null((await hub.Commands.EditEdgeAsync(Approve("store-1"), None)).Error);
            return false;
        }
        catch (ProcessDiedException)
        {
            return true;
        }
    }

    private static async Task WaitsAsync(TestHub hub, string edge, string key, Func<PendingDevice, PendingDevice>? change = null)
    {
        Assert.True(await hub.Service<TokenStore>().WriteAsync(new TokenRecord { Id = "t1", PublicKey = "UT", Uses = 1 }, 0, None));
        var device = new PendingDevice(key, "XNEW", "t1", hub.Time.GetUtcNow()) { Why = "its token says so" };
        Assert.Equal("", await hub.Service<PendingStore>().AskAsync(edge, change?.Invoke(device) ?? device, None));
    }

    private static List<EventRecord> Drain(TestHub hub)
    {
        var all = new List<EventRecord>();
        while (hub.Service<HubEvents>().Queue.TryRead(out var record))
            all.Add(record);
        return all;
    }
}
