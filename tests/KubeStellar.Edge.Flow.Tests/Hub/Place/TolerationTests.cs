using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Place;

public sealed class TolerationTests
{
    [Theory]
    [InlineData("NoExecute", false, true)]
    [InlineData("NoExecute", true, true)]
    [InlineData("NoSchedule", false, true)]
    [InlineData("NoSchedule", true, false)]
    [InlineData("PreferNoSchedule", false, false)]
    public void Taints_repel_as_in_Kubernetes(string effect, bool has, bool repels)
    {
        var taint = new Taint("gpu", "none", effect);
        Assert.Equal(repels ? taint : null, Tolerations.Repels([taint], [], has));
        Assert.Null(Tolerations.Repels([taint], [new Toleration("gpu", false, "none", effect)], has));
        Assert.Null(Tolerations.Repels([taint], [new Toleration("", true, "", "")], has));
        Assert.Equal(repels ? taint : null, Tolerations.Repels([taint], [new Toleration("gpu", false, "some", effect)], has));
    }

    [Fact]
    public async Task A_tainted_edge_gets_nothing_new_keeps_what_it_has_and_loses_it_only_when_told()
    {
        var world = await HubFlowTests.WorldAsync();
        using var hub = await world.StartAsync();
        await hub.EditAsync("store-1", taints: [new Taint("disk", "full", "NoSchedule")]);
        await hub.ApplyAsync(Objects.ConfigMap("c"), Objects.ConfigMap("a", "2"));
        await hub.StepAsync();
        Assert.Equal(["_.ConfigMap.shop.a", "_.ConfigMap.shop.b"], (await hub.TreeAsync("store-1")).Keys);
        Assert.Equal(3, (await hub.TreeAsync("store-2")).Count);

        await hub.EditAsync("store-1", taints: [new Taint("disk", "full", "NoExecute")]);
        await hub.StepAsync();
        Assert.Empty(await hub.TreeAsync("store-1"));
        await hub.EditAsync("store-1", removeTaints: ["disk"]);
        await hub.StepAsync();
        Assert.Equal(3, (await hub.TreeAsync("store-1")).Count);
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }

    [Fact]
    public async Task What_is_there_stays_over_a_restart_and_a_new_bundle()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["same"] = world.Policies["stores"];
        using (var hub = await world.StartAsync())
        {
            await hub.EditAsync("store-1", taints: [new Taint("disk", "full", "NoSchedule")]);
            await hub.StepAsync();
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
        await again.PolicyAsync("stores", "same");
        await again.StepAsync();
        Assert.Equal(2, (await again.TreeAsync("store-1")).Count);
    }

    [Fact]
    public async Task A_policy_that_tolerates_a_taint_does_not_notice_it()
    {
        var world = await HubFlowTests.WorldAsync();
        world.Policies["tolerant"] = world.Policies["stores"] with { Tolerations = [new Toleration("disk", true, "", "")], PlaceReads = EdgeReads.Nothing, CustomizeReads = EdgeReads.Nothing };
        using var hub = await world.StartAsync();
        await hub.PolicyAsync("stores", "tolerant");
        await hub.StepAsync();
        hub.Runtime.ClearCalls();
        await hub.EditAsync("store-1", taints: [new Taint("disk", "full", "NoExecute")]);
        await hub.StepAsync();
        Assert.Empty(hub.Runtime.Asked);
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
    }

    [Fact]
    public async Task Tainting_a_fleet_is_held_like_any_other_great_loss()
    {
        var world = await HubFlowTests.WorldAsync();
        using var hub = await world.StartAsync();
        foreach (var edge in new[] { "store-1", "store-2", "store-3" })
        {
            await hub.EditAsync(edge, taints: [new Taint("power", "off", "NoExecute")]);
        }

        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Held, hub.State("stores").Phase);
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
        await hub.Commands.ConfirmAsync("default", new ConfirmRequest { Id = hub.Desired.Rollout(new PolicyKey("default", "stores"))!.Hold!.Id }, default);
        await hub.StepAsync();
        Assert.Empty(await hub.TreeAsync("store-1"));
    }
}
