using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests;

public sealed class HubFlowTests
{
    [Fact]
    public async Task An_edit_publishes_what_is_new_and_one_root_per_changed_edge()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        world.Buckets.Clear();
        var untouched = hub.Desired.Root("depot-1")!.Root.Version;

        await hub.ApplyAsync(Objects.ConfigMap("b", "2"));
        await hub.StepAsync();

        // Two sizes of stores: two variants, two manifests, three stores; and what the release gave to whom.
        Assert.Equal(5, world.Buckets.WritesTo(Buckets.Content));
        Assert.Equal(["store-1", "store-2", "store-3"], world.Buckets.Of(Buckets.Desired).Writes.Order());
        Assert.Equal(1, world.Buckets.WritesTo(Buckets.Workloads));
        Assert.Equal(untouched, hub.Desired.Root("depot-1")!.Root.Version);
        Assert.True(hub.Desired.Settled);
    }

    [Fact]
    public async Task Restart_publishes_nothing()
    {
        var world = await WorldAsync();
        using (await world.StartAsync())
        {
            world.Buckets.Clear();
        }

        using var hub = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Content, Buckets.Desired, Buckets.Rollouts, Buckets.Policies, Buckets.Workloads, Buckets.Edges));
        Assert.True(hub.Desired.Settled);
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
        Assert.Equal(4, hub.Observer.Changes.Count);
    }

    [Fact]
    public async Task A_stalled_policy_keeps_its_decisions_over_a_restart()
    {
        var world = await WorldAsync();
        world.Policies["broken"] = new FakePolicy { PlaceFault = new PolicyFault("Threw", "x is not defined", "stores.js:3:7") };
        using (var hub = await world.StartAsync())
        {
            await hub.PolicyAsync("stores", "broken");
            world.Buckets.Clear();
            await hub.StepAsync();
            Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
            Assert.Equal((PolicyPhase.Stalled, "Threw", "stores.js:3:7"), (hub.State("stores").Phase, hub.State("stores").Reason, hub.State("stores").Location));
            Assert.True(hub.Desired.Settled);
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired, Buckets.Policies, Buckets.Rollouts));
        Assert.Equal(2, (await again.TreeAsync("store-1")).Count);
        Assert.Equal(PolicyPhase.Stalled, again.State("stores").Phase);

        // A good bundle brings it back; the backoff is not waited for.
        await again.PolicyAsync("stores", "stores");
        await again.StepAsync();
        Assert.Equal(PolicyPhase.Ready, again.State("stores").Phase);
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
    }

    [Fact]
    public async Task A_stalled_policy_is_tried_again_after_its_backoff()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        hub.Runtime.Policies["stores"] = world.Policies["stores"] with { PlaceFault = new PolicyFault("HostDied", "the policy host died", "") };
        await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
        await hub.StepAsync();
        Assert.Equal("HostDied", hub.State("stores").Reason);

        hub.Runtime.Policies["stores"] = world.Policies["stores"];
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Stalled, hub.State("stores").Phase);
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }

    [Fact]
    public async Task An_object_of_two_policies_belongs_to_the_older()
    {
        var world = await WorldAsync();
        world.Policies["everywhere"] = new FakePolicy();
        using var hub = await world.StartAsync();
        await hub.PolicyAsync("aaa", "everywhere");
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Stalled, "ObjectOwnedByOther"), (hub.State("aaa").Phase, hub.State("aaa").Reason));
        Assert.Empty(await hub.TreeAsync("depot-1"));

        // The older goes; its removal is confirmed, and the younger takes over in the same root.
        await hub.Commands.DeleteAsync("default", new DeleteRequest { Policies = ["stores"] }, default);
        await hub.StepAsync();
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
        Assert.Empty(await hub.TreeAsync("depot-1"));
        Assert.Null(hub.Inventory.Policy(new PolicyKey("default", "stores")));
        Assert.Contains(hub.Desired.Rollouts, rollout => rollout is { Policy.Name: "stores", Hold: not null });
        await hub.Commands.ConfirmAsync("default", new ConfirmRequest { Id = "stores" }, default);
        await hub.StepAsync();
        Assert.Equal("default.aaa", Assert.Single(hub.Desired.Root("store-1")!.Root.Policies).Policy.ToString());
        Assert.Equal(2, (await hub.TreeAsync("depot-1")).Count);
        Assert.Equal(PolicyPhase.Ready, hub.State("aaa").Phase);
    }

    [Fact]
    public async Task A_change_that_removes_much_waits_for_a_person_over_a_restart()
    {
        var world = await WorldAsync();
        string id;
        using (var hub = await world.StartAsync())
        {
            hub.Runtime.Policies["nowhere"] = world.Policies["nowhere"] = new FakePolicy { Place = (_, _) => false };
            await hub.PolicyAsync("stores", "nowhere");
            await hub.StepAsync();
            id = hub.Desired.Rollout(new PolicyKey("default", "stores"))!.Hold!.Id;
            Assert.Equal(PolicyPhase.Held, hub.State("stores").Phase);
            Assert.Contains($"kse confirm {id}", hub.State("stores").Message, StringComparison.Ordinal);
            Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
            Assert.Equal(3, hub.Desired.HeldEdges(new PolicyKey("default", "stores")));
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(id, again.Desired.Rollout(new PolicyKey("default", "stores"))!.Hold!.Id);
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired, Buckets.Rollouts, Buckets.Policies));
        Assert.Equal("not-found", (await again.Commands.ConfirmAsync("default", new ConfirmRequest { Id = "ffffffffff" }, default)).Error!.Code);

        await again.Commands.ConfirmAsync("default", new ConfirmRequest { Id = id }, default);
        await again.StepAsync();
        Assert.Empty(await again.TreeAsync("store-1"));
        Assert.Equal(PolicyPhase.Ready, again.State("stores").Phase);
        Assert.Null(again.Desired.Rollout(new PolicyKey("default", "stores"))!.Hold);
    }

    [Fact]
    public async Task An_edge_that_leaves_and_comes_back_gets_a_root_again()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        await hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "store-2", Remove = true }, default);
        await hub.StepAsync();
        Assert.Null(hub.Desired.Root("store-2"));
        Assert.Null(world.Buckets.Of(Buckets.Desired).Get("store-2"));
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);

        await hub.JoinAsync("store-9", ("kind", "store"), ("size", "tiny"));
        await hub.JoinAsync("store-2", ("kind", "store"), ("size", "small"));
        await hub.StepAsync();
        Assert.Equal((await hub.TreeAsync("store-3")).Values, (await hub.TreeAsync("store-2")).Values);
        Assert.NotEqual((await hub.TreeAsync("store-3")).Values, (await hub.TreeAsync("store-9")).Values);
    }

    [Fact]
    public async Task A_crash_at_any_call_is_repaired_by_the_next_start()
    {
        var died = true;
        for (var at = 0; died; at++)
        {
            var world = await WorldAsync();
            using (var hub = await world.StartAsync())
            {
                world.Buckets.DieAt = at + (world.Buckets.Calls * 2);
                died = await EditAsync(hub);
                world.Buckets.DieAt = -1;
            }

            using var next = await world.StartAsync();
            Assert.False(await EditAsync(next));
            var tree = await next.TreeAsync("store-1");
            var sizes = (await next.TreeAsync("store-2")).Values;
            Assert.Equal(["_.ConfigMap.shop.a", "_.ConfigMap.shop.b", "_.ConfigMap.shop.c"], tree.Keys);
            Assert.NotEqual(tree.Values, sizes);
            var contents = world.Buckets.Of(Buckets.Content).Writes;
            Assert.Equal(contents.Distinct().Count(), contents.Count);

            // Every root that anybody could have seen is older than the one after it.
            world.Buckets.Clear();
            using var idle = await world.StartAsync();
            Assert.Equal(0, world.Buckets.WritesTo(Buckets.Content, Buckets.Desired, Buckets.Rollouts, Buckets.Policies, Buckets.Workloads, Buckets.Edges));
        }
    }

    [Fact]
    public async Task Explain_and_preview_tell_without_changing_anything()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        world.Buckets.Clear();
        var explain = hub.Desired.ExplainAsync("default", "store-1", ObjectKey.Parse("_.ConfigMap.shop.a"), default);
        var elsewhere = hub.Desired.ExplainAsync("default", "depot-1", ObjectKey.Parse("_.ConfigMap.shop.a"), default);
        var preview = hub.Desired.PreviewAsync(
            "default", new ApplyRequest { Objects = [new ApplyObject("x#1", JsonElement.Parse(Objects.ConfigMap("a", "9")), null)] }, default);
        await hub.StepAsync();

        Assert.Equal(["yes", "yes", "yes", "yes", "yes"], (await explain).Select(step => step.Outcome));
        Assert.Equal(["yes", "no", "no", "no", "no"], (await elsewhere).Select(step => step.Outcome));
        var items = (await preview).Result!.Value.GetProperty("items");
        Assert.Equal(3, items.GetArrayLength());
        Assert.Equal("9", items[0].GetProperty("after").GetProperty("data").GetProperty("value").GetString());
        Assert.Equal("1", items[0].GetProperty("before").GetProperty("data").GetProperty("value").GetString());
        Assert.Equal(0, world.Buckets.WritesTo([.. Buckets.All]));
    }

    [Fact]
    public async Task Contents_that_no_kept_tree_names_are_swept()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            await hub.ApplyAsync(Objects.ConfigMap("a", $"v{i}"));
            await hub.StepAsync();
        }

        // Recorded decisions keep the objects that they are about.
        hub.Time.Advance(TimeSpan.FromMinutes(1));
        await hub.StepAsync();
        var stored = (await world.Buckets.Of(Buckets.Content).LoadAsync(default)).Count;
        hub.Time.Advance(TimeSpan.FromHours(1));
        await hub.StepAsync();
        var left = await world.Buckets.Of(Buckets.Content).LoadAsync(default);

        // Thirteen releases were made and ten are kept, of two manifests, two variants and a plan each.
        Assert.Equal(stored - 15, left.Count);
        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Content, Buckets.Desired));
    }

    [Fact]
    public async Task A_wiped_root_bucket_is_filled_again_under_another_epoch()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        var before = await hub.TreeAsync("store-1");
        world.Buckets.Of(Buckets.Desired).Wipe();
        world.Buckets.Of(Buckets.Content).Wipe();
        await hub.Service<HubCounters>().RaiseAsync(2, default);
        foreach (var bucket in new[] { Buckets.Hub, Buckets.Content, Buckets.Desired })
        {
            var reload = hub.Service<IHubReload>().ReloadAsync(bucket, true, default);
            await hub.StepAsync();
            await reload;
        }

        await hub.StepAsync();
        Assert.Equal(2, hub.Desired.Root("store-1")!.Root.Epoch);
        Assert.Equal(4, (await world.Buckets.Of(Buckets.Desired).LoadAsync(default)).Count);
        using var again = await world.StartAsync();
        Assert.Equal(before, await again.TreeAsync("store-1"));
    }

    [Fact]
    public async Task A_content_bucket_that_is_lost_in_the_middle_of_an_edit_ends_no_hub()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        world.Buckets.Of(Buckets.Content).Wipe();
        var reload = hub.Service<IHubReload>().ReloadAsync(Buckets.Content, true, default);

        // What is in force is decided no more when the loss is seen: nobody can derive it, and roots that replace it are on their way.
        await hub.ApplyAsync(Objects.ConfigMap("a", "after-the-loss"));
        await hub.StepAsync();
        await reload;
        await hub.StepAsync();

        var tree = await hub.TreeAsync("store-1");
        foreach (var content in tree.Values)
            Assert.NotNull(await world.Buckets.Of(Buckets.Content).GetAsync(content.ToString(), default));
        var edited = await world.Buckets.Of(Buckets.Content).GetAsync(tree["_.ConfigMap.shop.a"].ToString(), default);
        Assert.Contains("after-the-loss", System.Text.Encoding.UTF8.GetString(edited!.Value.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public async Task A_server_that_takes_long_to_begin_is_waited_for_and_not_for_ever(int unanswered, bool starts)
    {
        var world = await WorldAsync();
        world.Buckets.Of(Buckets.Hub).ReadFault = () => unanswered-- > 0 ? new BucketUnavailableException("it recovers its streams") : null;
        if (starts)
        {
            using var hub = await world.StartAsync();
            Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
        }
        else
        {
            await Assert.ThrowsAsync<BucketUnavailableException>(() => world.StartAsync());
        }
    }

    [Fact]
    public async Task Edges_ahead_of_the_hub_make_it_take_a_higher_epoch()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        hub.Service<HubEpochGuard>().Claim("store-1", 7);
        await hub.StepAsync();
        Assert.All(new[] { "store-1", "store-2", "depot-1" }, edge => Assert.Equal(8, hub.Desired.Root(edge)!.Root.Epoch));
    }

    [Fact]
    public async Task Another_hub_takes_over_from_a_dead_one_and_fences_it()
    {
        var world = await WorldAsync();
        using var first = await world.StartAsync();
        using var second = await world.StartAsync("hub-2");
        Assert.Equal(2, second.Desired.Root("store-1")!.Root.Epoch);
        await first.ApplyAsync(Objects.ConfigMap("a", "2"));
        var roots = world.Buckets.Of(Buckets.Desired).Writes.Count;
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<LeaseLostException>(first.StepAsync);
        Assert.Equal(roots, world.Buckets.Of(Buckets.Desired).Writes.Count);
    }

    [Fact]
    public async Task An_unreadable_record_holds_the_start_and_removes_nothing()
    {
        var world = await WorldAsync();
        await world.Buckets.Of(Buckets.Workloads).PutAsync("default._.ConfigMap.shop.a", "{"u8.ToArray(), null, default);
        world.Buckets.Clear();
        using var hub = await world.StartAsync();
        Assert.Contains("default._.ConfigMap.shop.a", hub.Hold.Reason, StringComparison.Ordinal);
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired, Buckets.Content, Buckets.Rollouts));
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
    }

    [Fact]
    public async Task What_others_write_is_taken_over_and_what_they_spoil_is_not()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        var bucket = world.Buckets.Of(Buckets.Workloads);
        await bucket.PutAsync("default._.ConfigMap.shop.a", "{"u8.ToArray(), null, default);
        await bucket.DeleteAsync("default._.ConfigMap.shop.b", null, default);
        await hub.Service<IHubReload>().ReloadAsync(Buckets.Workloads, false, default);
        await hub.StepAsync();
        Assert.NotNull(hub.Inventory.Workload("default", ObjectKey.Parse("_.ConfigMap.shop.a")));
        Assert.Equal(["_.ConfigMap.shop.a"], (await hub.TreeAsync("store-1")).Keys);
    }

    private static async Task<bool> EditAsync(TestHub hub)
    {
        try
        {
            await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b", "2"), Objects.ConfigMap("c"));
            await hub.StepAsync();
            return false;
        }
        catch (ProcessDiedException)
        {
            return true;
        }
    }

    internal static async Task<HubWorld> WorldAsync()
    {
        var world = new HubWorld();
        world.Policies["stores"] = new FakePolicy
        {
            Place = (_, edge) => edge.Labels["kind"] == "store",
            Customize = (_, edge) => [JsonOperation.Set(["data", "size"], JsonElement.Parse($"\"{edge.Labels["size"]}\""))],
        };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("store-1", ("kind", "store"), ("size", "large"));
        await hub.JoinAsync("store-2", ("kind", "store"), ("size", "small"));
        await hub.JoinAsync("store-3", ("kind", "store"), ("size", "small"));
        await hub.JoinAsync("depot-1", ("kind", "depot"), ("size", "large"));
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"));
        await hub.PolicyAsync("stores", "stores");
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
        return world;
    }
}
