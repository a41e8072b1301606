using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate;

/// <summary>A policy that fails for some edges stalls those only.</summary>
public sealed class StuckEdgesTests
{
    private static readonly PolicyFault Threw = new("Threw", "edge.properties.disk is undefined", "stores.js:5:11");

    [Fact]
    public async Task Edges_that_place_fails_for_keep_their_last_good_state_and_everyone_else_moves_on()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["newer"] = world.Policies["stores"] with { PlaceFails = (_, edge) => edge.Id == "store-1" ? Threw : null };
        using var hub = await world.StartAsync();
        var before = await hub.TreeAsync("store-1");
        await hub.PolicyAsync("stores", "newer");
        await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
        await hub.StepAsync();

        Assert.Equal(before, await hub.TreeAsync("store-1"));
        Assert.NotEqual(before["_.ConfigMap.shop.a"], (await hub.TreeAsync("store-2"))["_.ConfigMap.shop.a"]);
        var state = hub.State("stores");
        Assert.Equal((PolicyPhase.Stalled, "Threw", "stores.js:5:11"), (state.Phase, state.Reason, state.Location));
        Assert.Equal("1 of 4 edges (store-1) keeps its last good state: ConfigMap/shop/a: Threw: edge.properties.disk is undefined at stores.js:5:11", state.Message);
        Assert.True(hub.Desired.Settled);
        Assert.Null(hub.Desired.Rollout(new PolicyKey("default", "stores"))!.Hold);
    }

    [Fact]
    public async Task Nothing_is_removed_for_want_of_an_answer_whatever_the_number_of_edges()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["newer"] = world.Policies["stores"] with { PlaceFails = (_, _) => Threw };
        using var hub = await world.StartAsync();
        world.Buckets.Clear();
        await hub.PolicyAsync("stores", "newer");
        await hub.StepAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
        Assert.StartsWith("4 of 4 edges (depot-1, store-1, store-2, ...) keep their last good state: ", hub.State("stores").Message, StringComparison.Ordinal);

        // Not even what the policy does not select any more.
        await hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [ObjectKey.Parse("_.ConfigMap.shop.b")] }, default);
        await hub.StepAsync();
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
    }

    [Fact]
    public async Task A_group_that_customize_spoils_is_stuck_alone()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["newer"] = world.Policies["stores"] with
        {
            Customize = (_, edge) => [JsonOperation.Set(edge.Labels["size"] == "large" ? ["metadata", "name"] : ["data", "x"], JsonElement.Parse("\"1\""))],
        };
        using var hub = await world.StartAsync();
        var before = await hub.TreeAsync("store-1");
        await hub.PolicyAsync("stores", "newer");
        await hub.StepAsync();
        Assert.Equal(before, await hub.TreeAsync("store-1"));
        Assert.NotEqual(before, await hub.TreeAsync("store-2"));
        Assert.Equal("BadResult", hub.State("stores").Reason);
        Assert.Contains("metadata.name", hub.State("stores").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stuck_edges_alone_are_asked_again_after_a_backoff()
    {
        var world = await HubFlowTests.WorldAsync();
        var fails = true;
        world.Policies["newer"] = world.Policies["stores"] with { CustomizeFails = (item, edge) => fails && edge.Id == "store-2" && Name(item) == "b" ? Threw : null };
        using var hub = await world.StartAsync();
        await hub.PolicyAsync("stores", "newer");
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Stalled, hub.State("stores").Phase);

        hub.Runtime.ClearCalls();
        await hub.StepAsync();
        Assert.Empty(hub.Runtime.Asked);
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        await hub.StepAsync();
        Assert.Equal(["store-2", "store-2"], hub.Runtime.Asked);

        // The second time is waited for longer.
        hub.Runtime.ClearCalls();
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        await hub.StepAsync();
        Assert.Empty(hub.Runtime.Asked);
        fails = false;
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        await hub.StepAsync();
        Assert.Equal(["store-2", "store-2"], hub.Runtime.Asked);
        Assert.Equal((PolicyPhase.Ready, ""), (hub.State("stores").Phase, hub.State("stores").Message));
        Assert.Equal((await hub.TreeAsync("store-3")).Values, (await hub.TreeAsync("store-2")).Values);
    }

    [Fact]
    public async Task A_stuck_edge_that_changes_is_asked_at_once()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["newer"] = world.Policies["stores"] with
        {
            PlaceFails = (_, edge) => edge.Labels.ContainsKey("bad") ? Threw : null,
            PlaceReads = FakePolicy.Reads("labels/kind", "labels/bad"),
            CustomizeReads = FakePolicy.Reads("labels/size"),
        };
        using var hub = await world.StartAsync();
        await hub.PolicyAsync("stores", "newer");
        await hub.EditAsync("store-1", labels: [("bad", "1")]);
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Stalled, hub.State("stores").Phase);
        await hub.EditAsync("store-1", removeLabels: ["bad"]);
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }

    [Fact]
    public async Task A_restarted_hub_leaves_stuck_edges_what_they_have()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["newer"] = world.Policies["stores"] with { PlaceFails = (_, edge) => edge.Id == "store-1" ? Threw : null };
        SortedDictionary<string, Digest> before;
        using (var hub = await world.StartAsync())
        {
            before = await hub.TreeAsync("store-1");
            await hub.PolicyAsync("stores", "newer");
            await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
            await hub.StepAsync();
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(before, await again.TreeAsync("store-1"));
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired, Buckets.Policies, Buckets.Content, Buckets.Rollouts));
        Assert.Equal("Threw", again.State("stores").Reason);
    }

    [Fact]
    public async Task An_object_that_changes_hands_stays_where_its_policy_has_no_answer()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["only-a"] = world.Policies["stores"] with
        {
            Selects = new PolicySelection { Names = ["a"] },
            PlaceFails = (_, edge) => edge.Id == "store-1" ? Threw : null,
        };
        world.Policies["only-b"] = world.Policies["stores"] with { Selects = new PolicySelection { Names = ["b"] } };
        using var hub = await world.StartAsync();
        var before = await hub.TreeAsync("store-1");
        await hub.PolicyAsync("others", "only-b");
        await hub.PolicyAsync("stores", "only-a");
        await hub.StepAsync();
        if (hub.Desired.Rollout(new PolicyKey("default", "stores"))!.Hold is { } hold)
        {
            await hub.Commands.ConfirmAsync("default", new ConfirmRequest { Id = hold.Id }, default);
            await hub.StepAsync();
        }

        Assert.Equal(before, await hub.TreeAsync("store-1"));
        Assert.Equal("default.stores", Assert.Single(hub.Desired.Root("store-1")!.Root.Policies).Policy.ToString());
        Assert.Equal(2, (await hub.TreeAsync("store-2")).Count);
        Assert.Equal(2, hub.Desired.Root("store-2")!.Root.Policies.Count);
        Assert.Equal("ObjectOwnedByOther", hub.State("others").Reason);

        // Its edge answers: the object moves in one root.
        hub.Runtime.Policies["only-a"] = world.Policies["only-a"] with { PlaceFails = null };
        hub.Time.Advance(TimeSpan.FromMinutes(10));
        await hub.StepAsync();
        await hub.StepAsync();
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
        Assert.Equal(2, hub.Desired.Root("store-1")!.Root.Policies.Count);
        Assert.Equal(PolicyPhase.Ready, hub.State("others").Phase);
    }

    [Fact]
    public async Task A_change_that_removes_much_is_held_but_not_for_the_stuck()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["newer"] = world.Policies["stores"] with { Place = (_, _) => false, PlaceFails = (_, edge) => edge.Id == "store-1" ? Threw : null };
        using var hub = await world.StartAsync();
        await hub.ApplyAsync(Objects.ConfigMap("c"), Objects.ConfigMap("d"));
        await hub.StepAsync();
        await hub.PolicyAsync("stores", "newer");
        await hub.StepAsync();
        var hold = hub.Desired.Rollout(new PolicyKey("default", "stores"))!.Hold!;
        Assert.Equal((8, 2), (hold.Removed, hold.Edges));
        await hub.Commands.ConfirmAsync("default", new ConfirmRequest { Id = hold.Id }, default);
        await hub.StepAsync();
        Assert.Equal(4, (await hub.TreeAsync("store-1")).Count);
        Assert.Empty(await hub.TreeAsync("store-2"));
    }

    private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;
}
