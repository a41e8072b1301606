using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests;

/// <summary>What must come to an end: policies that cannot be asked and go, the cause of a fault that goes, placements that undo each other.</summary>
public sealed class StuckForEverTests
{
    private static readonly PolicyFault Threw = new("Threw", "x is not defined", "p.js:1:1");

    [Theory]
    [InlineData("describe")]
    [InlineData("select")]
    public async Task A_policy_that_cannot_be_asked_lets_go_when_it_is_deleted(string function)
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy { Where = _ => true, Describe = _ => new ObjectTraits([], [], []) };
        world.Policies["broken"] = world.Policies["p"] with { DescribeFault = function == "describe" ? Threw : null, SelectFault = function == "select" ? Threw : null };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.StepAsync();
        hub.Runtime.Policies["p"] = world.Policies["broken"];
        await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Stalled, hub.State("p").Phase);
        Assert.Single(await hub.TreeAsync("e1"));

        await hub.Commands.DeleteAsync("default", new DeleteRequest { Policies = ["p"] }, default);
        await hub.StepAsync();
        Assert.Empty(await hub.TreeAsync("e1"));
        Assert.True(hub.Desired.Settled);
        Assert.Empty(hub.Desired.Rollouts);
    }

    [Fact]
    public async Task A_stalled_policy_is_tried_at_once_when_the_object_that_stalled_it_goes()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy { Place = (item, _) => item.GetProperty("metadata").GetProperty("name").GetString() != "b" ? true : throw new InvalidOperationException("a bug") };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"));
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Stalled, hub.State("p").Phase);

        await hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [ObjectKey.Parse("_.ConfigMap.shop.b")] }, default);
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("p").Phase);
        Assert.Single(await hub.TreeAsync("e1"));
    }

    [Fact]
    public async Task Placements_that_undo_each_other_by_way_of_a_copy_stall_and_are_tried_ever_more_seldom()
    {
        var world = new HubWorld();
        world.Policies["p1"] = new FakePolicy { Selects = new PolicySelection { Names = ["x"] }, Describe = _ => new ObjectTraits([], ["ConfigMap/y"], []) };
        world.Policies["p2"] = new FakePolicy
        {
            Selects = new PolicySelection { Names = ["y", "f"] },
            FanOut = (item, _) => item.GetProperty("metadata").GetProperty("name").GetString() == "f" ? [[JsonOperation.Set(["metadata", "name"], JsonElement.Parse("\"x\""))]] : null,
            Customize = (_, _) => [],
        };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p1", "p1");
        await hub.PolicyAsync("p2", "p2");
        await hub.ApplyAsync(Objects.ConfigMap("x"), Objects.ConfigMap("y"), Objects.ConfigMap("f"));
        hub.Runtime.ClearCalls();
        await hub.StepAsync();
        Assert.InRange(hub.Runtime.PlaceCalls, 2, 40);
        Assert.Equal((PolicyPhase.Stalled, "DependencyCycle"), (hub.State("p1").Phase, hub.State("p1").Reason));
        Assert.Contains("the placement of ConfigMap/shop/x hangs on itself", hub.State("p1").Message, StringComparison.Ordinal);
        Assert.Equal(PolicyPhase.Ready, hub.State("p2").Phase);
        Assert.True(hub.Desired.Settled);

        // The first wait is one second, the next is two.
        hub.Runtime.ClearCalls();
        await hub.StepAsync();
        Assert.Equal(0, hub.Runtime.PlaceCalls);
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        await hub.StepAsync();
        Assert.InRange(hub.Runtime.PlaceCalls, 1, 40);
        hub.Runtime.ClearCalls();
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        await hub.StepAsync();
        Assert.Equal(0, hub.Runtime.PlaceCalls);

        // Other names are an end.
        hub.Runtime.Policies["p2"] = world.Policies["p2"] with { FanOut = null };
        await hub.ApplyAsync(Objects.ConfigMap("f", "2"));
        await hub.StepAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(10));
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("p1").Phase);
        Assert.Equal(3, (await hub.TreeAsync("e1")).Count);
    }
}
