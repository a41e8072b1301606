using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Ingest.Parent;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Parent;

public sealed class ParentIngestTests
{
    private static readonly RegionRights None = new();
    private static readonly RegionRights Overrides = new() { Override = ["default/stores"] };
    private static readonly ObjectKey A = ObjectKey.Parse("_.ConfigMap.shop.a");

    [Fact]
    public async Task Killed_at_any_write_it_has_the_tree_whole_in_the_end_and_nothing_of_it_twice()
    {
        var calls = 0;
        for (var at = -1; at < calls * 2; at++)
        {
            var world = await WorldAsync();
            world.Buckets.Counts = bucket => bucket != Buckets.Hub;
            using (var hub = await RegionAsync(world))
            {
                var from = world.Buckets.Calls;
                world.Buckets.DieAt = at < 0 ? -1 : (from * 2) + at;
                try
                {
                    await TakeAsync(hub, Second(), None);
                    await hub.StepAsync();
                    calls = Math.Max(calls, world.Buckets.Calls - from);
                }
                catch (ProcessDiedException)
                {
                    // As it was to be.
                }

                world.Buckets.DieAt = -1;
            }

            using var again = await RegionAsync(world);
            Assert.Equal("", (await TakeAsync(again, Second(), None)).Later);
            await again.StepAsync();
            await TakeAsync(again, Second(), None);
            await again.StepAsync();
            Assert.Equal(["_.ConfigMap.shop.b", "_.ConfigMap.shop.c"], (await again.TreeAsync("store-1")).Keys);
            Assert.Equal(2, again.Inventory.Workloads.Count(record => record.Source == ParentSource.Id));
            Assert.True(again.Desired.Settled);
        }

        Assert.True(calls > 3);
    }

    [Fact]
    public async Task The_same_tree_again_writes_nothing_also_after_a_restart()
    {
        var world = await WorldAsync();
        using var hub = await RegionAsync(world);
        world.Buckets.Clear();

        await TakeAsync(hub, First(), None);
        await hub.StepAsync();

        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Workloads, Buckets.Policies, Buckets.Desired, Buckets.Content));
    }

    [Fact]
    public async Task A_policy_that_does_not_run_here_is_refused_whole_and_stays_as_it_was()
    {
        var world = await WorldAsync();
        using var hub = await RegionAsync(world);

        var outcome = await TakeAsync(hub, ParentTrees.Of(2, ParentTrees.Policy("stores", "no such meaning", 1, Objects.ConfigMap("a", "other"))), None);
        await hub.StepAsync();

        Assert.Equal("default.stores", Assert.Single(outcome.Refused).Key.ToString());
        Assert.Equal(["_.ConfigMap.shop.a", "_.ConfigMap.shop.b"], (await hub.TreeAsync("store-1")).Keys);
        Assert.Equal(ParentTrees.Object(Objects.ConfigMap("a")).Digest, hub.Inventory.Workload("default", A)!.Digest);
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_taken_for_gone()
    {
        var world = await WorldAsync();
        using var hub = await RegionAsync(world);
        var key = new PolicyKey("default", "stores");

        await TakeAsync(hub, new ParentTree(new RootVersion(1, 2), [], new Dictionary<PolicyKey, string> { [key] = "its bundle is not in the local store" }), None);
        await hub.StepAsync();

        Assert.NotNull(hub.Inventory.Policy(key));
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
    }

    [Fact]
    public async Task An_override_stands_until_it_is_deleted_or_its_right_is_withdrawn()
    {
        var world = await WorldAsync();
        using var hub = await RegionAsync(world, Overrides);
        await TakeAsync(hub, First(), Overrides);
        await hub.ApplyAsync(Objects.ConfigMap("a", "override"));
        await TakeAsync(hub, Third(), Overrides);
        var stood = hub.Inventory.Workload("default", A)!;
        Assert.Equal((null, ParentTrees.Object(Objects.ConfigMap("a", "3")).Digest), (stood.Source, stood.Overrides));

        // A right that nobody told yet (after a move, or a lost file) ends nothing.
        await TakeAsync(hub, Third(), null);
        Assert.NotNull(hub.Inventory.Workload("default", A)!.Overrides);

        // Deleted, the parent's newest is back in the same write.
        var reply = await hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [A] }, default);
        Assert.Null(reply.Error);
        var back = hub.Inventory.Workload("default", A)!;
        Assert.Equal((ParentSource.Id, null, ParentTrees.Object(Objects.ConfigMap("a", "3")).Digest), (back.Source, back.Overrides, back.Digest));

        await hub.ApplyAsync(Objects.ConfigMap("a", "override"));
        await TakeAsync(hub, Third(), None);
        Assert.Equal(ParentSource.Id, hub.Inventory.Workload("default", A)!.Source);
    }

    [Fact]
    public async Task Before_the_tree_is_read_after_a_start_an_override_cannot_be_deleted_into_nothing()
    {
        var world = await WorldAsync();
        using (var hub = await RegionAsync(world, Overrides))
        {
            await TakeAsync(hub, First(), Overrides);
            await hub.ApplyAsync(Objects.ConfigMap("a", "override"));
        }

        using var again = await world.StartAsync();
        again.Service<HubLineage>().Become(["OPARENT"], Overrides);
        var refused = await again.Commands.DeleteAsync("default", new DeleteRequest { Objects = [A] }, default);
        Assert.Contains("has not read yet", refused.Error!.Details.Single().Message, StringComparison.Ordinal);

        await TakeAsync(again, First(), Overrides);
        Assert.Null((await again.Commands.DeleteAsync("default", new DeleteRequest { Objects = [A] }, default)).Error);
        Assert.Equal(ParentSource.Id, again.Inventory.Workload("default", A)!.Source);
    }

    [Fact]
    public async Task Names_of_people_here_give_way_and_the_event_says_so_and_the_parents_policies_are_the_older()
    {
        var world = new HubWorld();
        world.Policies["stores"] = world.Policies["own"] = new FakePolicy();
        using var hub = await world.StartAsync();
        await hub.JoinAsync("store-1");
        await hub.ApplyAsync(Objects.ConfigMap("a", "mine"), Objects.ConfigMap("mine"));
        await hub.PolicyAsync("own", "own");
        await hub.StepAsync();
        hub.Service<HubLineage>().Become(["OPARENT"], None);

        await TakeAsync(hub, ParentTrees.Of(1, ParentTrees.Policy("stores", "stores", 8, Objects.ConfigMap("a")), ParentTrees.Policy("second", "stores", 9, Objects.ConfigMap("b"))), None);
        await hub.StepAsync();

        Assert.Equal(ParentSource.Id, hub.Inventory.Workload("default", A)!.Source);
        Assert.Null(hub.Inventory.Workload("default", ObjectKey.Parse("_.ConfigMap.shop.mine"))!.Source);
        var orders = hub.Inventory.Policies.OrderBy(policy => policy.Order).Select(policy => policy.Name);
        Assert.Equal(["stores", "second", "own"], orders);
        var events = new List<EventRecord>();
        while (hub.Service<HubEvents>().Queue.TryRead(out var told))
        {
            events.Add(told);
        }

        Assert.Contains(events, one => one.Kind == "workload.replaced" && one.Subject == A.ToString());
    }

    [Fact]
    public async Task A_hub_that_left_its_parent_has_no_limits_any_more()
    {
        var world = await WorldAsync();
        using (var hub = await RegionAsync(world))
        {
            await hub.StepAsync();
        }

        using var free = await world.StartAsync();
        Assert.Equal("configured", (await free.ApplyAsync(Objects.ConfigMap("a", "free"))).Single().Action);
        await free.StepAsync();
        Assert.Equal(ParentTrees.Object(Objects.ConfigMap("a", "free")).Digest, free.Inventory.Workload("default", A)!.Digest);
        Assert.Null((await free.Commands.DeleteAsync("default", new DeleteRequest { Objects = [A] }, default)).Error);
    }

    private static ParentTree First() => ParentTrees.Of(1, ParentTrees.Policy("stores", "stores", 1, Objects.ConfigMap("a"), Objects.ConfigMap("b")));

    private static ParentTree Second() => ParentTrees.Of(2, ParentTrees.Policy("stores", "stores", 1, Objects.ConfigMap("b", "2"), Objects.ConfigMap("c")));

    private static ParentTree Third() => ParentTrees.Of(3, ParentTrees.Policy("stores", "stores", 1, Objects.ConfigMap("a", "3"), Objects.ConfigMap("b")));

    private static Task<ParentOutcome> TakeAsync(TestHub hub, ParentTree tree, RegionRights? rights) => hub.Service<ParentIngest>().TakeAsync(tree, rights, default);

    private static async Task<HubWorld> WorldAsync()
    {
        var world = new HubWorld();
        world.Policies["stores"] = new FakePolicy();
        using var hub = await RegionAsync(world);
        await hub.JoinAsync("store-1");
        await TakeAsync(hub, First(), None);
        await hub.StepAsync();
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
        return world;
    }

    private static async Task<TestHub> RegionAsync(HubWorld world, RegionRights? rights = null)
    {
        var hub = await world.StartAsync();
        hub.Service<HubLineage>().Become(["OPARENT"], rights ?? None);
        return hub;
    }
}
