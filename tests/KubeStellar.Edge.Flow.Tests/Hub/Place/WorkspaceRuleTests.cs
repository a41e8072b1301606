using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Place;

/// <summary>An admin's rule holds for every policy of the workspace, and takes nothing away.</summary>
public sealed class WorkspaceRuleTests
{
    private static readonly WorkspaceRecord Large = new() { Name = "default", Edges = "size=large" };

    [Fact]
    public async Task An_edge_outside_gets_nothing_new_and_explain_says_whose_rule_it_is()
    {
        var world = await HubFlowTests.WorldAsync();
        using var hub = await world.StartAsync();
        await hub.RuleAsync(Large);
        await hub.JoinAsync("store-8", ("kind", "store"), ("size", "small"));
        await hub.JoinAsync("store-9", ("kind", "store"), ("size", "large"));
        await hub.StepAsync();
        Assert.Empty(await hub.TreeAsync("store-8"));
        Assert.Equal(2, (await hub.TreeAsync("store-9")).Count);
        var answer = hub.Desired.ExplainAsync("default", "store-8", ObjectKey.Parse("_.ConfigMap.shop.a"), default);
        await hub.StepAsync();
        Assert.Contains(await answer, step => step.Reason.Contains("WorkspaceRule: the workspace default places on edges size=large only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_becomes_narrower_takes_nothing_away_and_the_policy_says_so_until_it_wants_no_more()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["elsewhere"] = world.Policies["stores"] with { Place = (_, edge) => edge.Labels["kind"] == "store" && edge.Labels["size"] == "large" };
        using var hub = await world.StartAsync();
        foreach (var more in new[] { "store-4", "store-5", "store-6", "store-7" })
        {
            await hub.JoinAsync(more, ("kind", "store"), ("size", "large"));
        }

        await hub.StepAsync();
        const string small = "store-2";
        world.Buckets.Clear();
        await hub.RuleAsync(Large);
        await hub.StepAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
        Assert.Equal((PolicyPhase.Stalled, "WorkspaceRule"), (hub.State("stores").Phase, hub.State("stores").Reason));

        // What changes goes where the rule lets it, and nowhere else.
        await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
        await hub.StepAsync();
        Assert.DoesNotContain(small, world.Buckets.Of(Buckets.Desired).Writes);
        Assert.NotEmpty(world.Buckets.Of(Buckets.Desired).Writes);

        // That the policy itself wants it there no more is nobody else's wish.
        await hub.PolicyAsync("stores", "elsewhere");
        await hub.StepAsync();
        Assert.Empty(await hub.TreeAsync(small));
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }

    [Fact]
    public async Task A_label_that_takes_an_edge_out_of_the_rule_keeps_what_is_there_and_back_in_goes_on()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["stores"] = world.Policies["stores"] with { PlaceReads = new EdgeReads(false, new HashSet<string> { "labels/kind" }), CustomizeReads = EdgeReads.Nothing };
        using var hub = await world.StartAsync();
        await hub.RuleAsync(new WorkspaceRecord { Name = "default", Edges = "team!=other" });
        await hub.StepAsync();
        var kept = await hub.TreeAsync("store-1");
        await hub.EditAsync("store-1", labels: [("team", "other")]);
        await hub.ApplyAsync(Objects.ConfigMap("a", "3"));
        await hub.StepAsync();
        Assert.Equal("WorkspaceRule", hub.State("stores").Reason);
        Assert.Equal(kept, await hub.TreeAsync("store-1"));
        await hub.EditAsync("store-1", removeLabels: ["team"]);
        await hub.StepAsync();
        Assert.Equal(kept.Keys, (await hub.TreeAsync("store-1")).Keys);
        Assert.NotEqual(kept, await hub.TreeAsync("store-1"));
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }

    [Fact]
    public async Task A_rule_outlives_the_hub_and_one_that_cannot_be_read_holds_it()
    {
        var world = await HubFlowTests.WorldAsync();
        using (var hub = await world.StartAsync())
        {
            await hub.RuleAsync(Large);
        }

        using (var again = await world.StartAsync())
        {
            await again.JoinAsync("store-8", ("kind", "store"), ("size", "small"));
            await again.StepAsync();
            Assert.Empty(await again.TreeAsync("store-8"));
            await again.Service<IBuckets>()[Buckets.Hub].PutAsync("workspace.default", "{"u8.ToArray(), null, default);
        }

        using var third = await world.StartAsync();
        Assert.True(third.Hold.Holds);
        Assert.Contains("workspace.default cannot be read", third.Hold.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_outside_of_the_rule_or_beyond_the_quota_are_refused_whole_with_their_keys()
    {
        var world = await HubFlowTests.WorldAsync();
        using var hub = await world.StartAsync();
        await hub.RuleAsync(new WorkspaceRecord { Name = "default", Kinds = ["ConfigMap"], Namespaces = ["sho*"], ClusterScoped = false });
        var reply = await hub.TryApplyAsync(Objects.ConfigMap("c"), """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"s","namespace":"shop"}}""");
        Assert.Equal("forbidden", reply.Error!.Code);
        var fault = Assert.Single(reply.Error.Details);
        Assert.Equal(("test#2", "_.ServiceAccount.shop.s"), (fault.Source, fault.Field));
        Assert.Contains("kinds ConfigMap only", fault.Message, StringComparison.Ordinal);
        Assert.Null(hub.Inventory.Workload("default", ObjectKey.Parse("_.ConfigMap.shop.c")));

        await hub.RuleAsync(new WorkspaceRecord { Name = "default", Quota = new WorkspaceQuota { Objects = 3 } });
        Assert.Contains("there are 2, and it would be 4", (await hub.TryApplyAsync(Objects.ConfigMap("c"), Objects.ConfigMap("d"))).Error!.Details[0].Message, StringComparison.Ordinal);
        Assert.Null((await hub.TryApplyAsync(Objects.ConfigMap("c"), Objects.ConfigMap("a", "9"))).Error);

        // A quota below what there is lets that be changed, and nothing be added.
        await hub.RuleAsync(new WorkspaceRecord { Name = "default", Quota = new WorkspaceQuota { Objects = 1, Bytes = 1 } });
        Assert.Null((await hub.TryApplyAsync(Objects.ConfigMap("a", "8"))).Error);
        Assert.NotNull((await hub.TryApplyAsync(Objects.ConfigMap("a", "88888888"))).Error);
    }

    [Fact]
    public async Task A_policy_that_wants_more_edges_than_the_workspace_has_keeps_what_it_has_and_others_go_on()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["everywhere"] = world.Policies["stores"] with { Place = (_, _) => true };
        using var hub = await world.StartAsync();
        await hub.RuleAsync(new WorkspaceRecord { Name = "default", Quota = new WorkspaceQuota { Edges = 3 } });
        await hub.PolicyAsync("stores", "everywhere");
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Stalled, "WorkspaceQuota"), (hub.State("stores").Phase, hub.State("stores").Reason));
        Assert.Empty(await hub.TreeAsync("depot-1"));
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
        await hub.RuleAsync(new WorkspaceRecord { Name = "default", Quota = new WorkspaceQuota { Edges = 4 } });
        await hub.StepAsync();
        Assert.Equal(2, (await hub.TreeAsync("depot-1")).Count);
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }

    [Fact]
    public async Task Policies_that_took_their_time_wait_for_more_and_then_go_on()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["slow"] = world.Policies["stores"] with { Place = (item, edge) => { world.Time.Advance(TimeSpan.FromMilliseconds(30)); return edge.Labels["kind"] == "store"; } };
        using var hub = await world.StartAsync();
        await hub.RuleAsync(new WorkspaceRecord { Name = "default", Quota = new WorkspaceQuota { Cpu = 100 } });
        await hub.PolicyAsync("stores", "slow");
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
        await hub.ApplyAsync(Objects.ConfigMap("a", "7"));
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Stalled, "WorkspaceQuota"), (hub.State("stores").Phase, hub.State("stores").Reason));
        Assert.Contains("ms of this minute", hub.State("stores").Message, StringComparison.Ordinal);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }
}
