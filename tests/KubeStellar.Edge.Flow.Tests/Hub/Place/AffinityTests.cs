using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Place;

/// <summary>The placement of one object hangs on that of another.</summary>
public sealed class AffinityTests
{
    [Fact]
    public async Task An_object_follows_another_of_a_younger_policy_and_keeps_away_from_a_third()
    {
        var world = new HubWorld();
        world.Policies["followers"] = new FakePolicy
        {
            Selects = new PolicySelection { Names = ["a", "b"] },
            Describe = item => Name(item) == "a" ? new ObjectTraits([], ["ConfigMap/web"], []) : new ObjectTraits([], [], ["ConfigMap/shop/web"]),
        };
        world.Policies["web"] = new FakePolicy { Selects = new PolicySelection { Names = ["web"] }, Place = (_, edge) => edge.Labels["web"] == "yes" };
        using (var hub = await world.StartAsync())
        {
            await hub.JoinAsync("e1", ("web", "yes"));
            await hub.JoinAsync("e2", ("web", "no"));
            await hub.PolicyAsync("followers", "followers");
            await hub.PolicyAsync("web", "web");
            await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"), Objects.ConfigMap("web"));
            await hub.StepAsync();
            Assert.Equal(["_.ConfigMap.shop.a", "_.ConfigMap.shop.web"], (await hub.TreeAsync("e1")).Keys);
            Assert.Equal(["_.ConfigMap.shop.b"], (await hub.TreeAsync("e2")).Keys);

            // Moved in one plan: one root an edge.
            world.Buckets.Clear();
            await hub.EditAsync("e2", labels: [("web", "yes")]);
            await hub.StepAsync();
            Assert.Equal(["_.ConfigMap.shop.a", "_.ConfigMap.shop.web"], (await hub.TreeAsync("e2")).Keys);
            Assert.Equal(["e2"], world.Buckets.Of(Buckets.Desired).Writes);
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
    }

    [Fact]
    public async Task An_object_stays_where_what_it_follows_is_kept()
    {
        var world = new HubWorld();
        world.Policies["follower"] = new FakePolicy { Selects = new PolicySelection { Names = ["a"] }, Describe = _ => new ObjectTraits([], ["ConfigMap/web"], []) };
        world.Policies["web"] = new FakePolicy { Selects = new PolicySelection { Names = ["web"] } };
        world.Policies["failing"] = world.Policies["web"] with { PlaceFails = (_, _) => new PolicyFault("Threw", "x", "web.js:1:1") };
        world.Policies["broken"] = world.Policies["web"] with { PlaceFault = new PolicyFault("TimedOut", "x", "") };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("follower", "follower");
        await hub.PolicyAsync("web", "web");
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("web"));
        await hub.StepAsync();
        foreach (var meaning in new[] { "failing", "broken" })
        {
            await hub.PolicyAsync("web", meaning);
            await hub.ApplyAsync(Objects.ConfigMap("a", meaning));
            await hub.StepAsync();
            Assert.Equal(2, (await hub.TreeAsync("e1")).Count);
            Assert.Equal((PolicyPhase.Ready, PolicyPhase.Stalled), (hub.State("follower").Phase, hub.State("web").Phase));
        }
    }

    [Fact]
    public async Task A_choice_that_is_made_twice_in_one_plan_starts_from_what_edges_have()
    {
        var world = new HubWorld();
        world.Policies["older"] = new FakePolicy
        {
            Selects = new PolicySelection { Names = ["a"] },
            Describe = _ => new ObjectTraits([], ["ConfigMap/web"], []),
            Choose = (_, edges, current) => edges.Select(edge => edge.Id).OrderByDescending(id => current.Contains(id)).ThenBy(id => id, StringComparer.Ordinal).Take(1).Select(id => (id, (JsonElement?)null)),
        };
        world.Policies["web"] = new FakePolicy { Selects = new PolicySelection { Names = ["web"] } };
        world.Policies["taker"] = new FakePolicy { Selects = new PolicySelection { Names = ["web"] } };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e2");
        await hub.PolicyAsync("older", "older");
        await hub.PolicyAsync("web", "web");
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("web"));
        await hub.StepAsync();
        await hub.JoinAsync("e1");
        await hub.StepAsync();
        Assert.Contains("_.ConfigMap.shop.a", (await hub.TreeAsync("e2")).Keys);

        await hub.ApplyAsync(Objects.ConfigMap("a", "2"), Objects.ConfigMap("web", "2"));
        await hub.PolicyAsync("web", "taker");
        await hub.StepAsync();
        Assert.Contains("_.ConfigMap.shop.a", (await hub.TreeAsync("e2")).Keys);
        Assert.DoesNotContain("_.ConfigMap.shop.a", (await hub.TreeAsync("e1")).Keys);
    }

    [Fact]
    public async Task Objects_that_follow_each_other_stall_their_policies_until_one_lets_go()
    {
        var world = new HubWorld();
        world.Policies["a"] = new FakePolicy { Selects = new PolicySelection { Names = ["a"] }, Describe = item => new ObjectTraits([], [Value(item)], []) };
        world.Policies["b"] = new FakePolicy { Selects = new PolicySelection { Names = ["b"] }, Describe = item => new ObjectTraits([], [], [Value(item)]) };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("a", "a");
        await hub.PolicyAsync("b", "b");
        await hub.ApplyAsync(Objects.ConfigMap("a", "ConfigMap/b"), Objects.ConfigMap("b", "ConfigMap/c"));
        await hub.StepAsync();
        Assert.Equal(["_.ConfigMap.shop.a", "_.ConfigMap.shop.b"], (await hub.TreeAsync("e1")).Keys);

        await hub.PlantAsync(Objects.ConfigMap("b", "ConfigMap/a"));
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Stalled, "DependencyCycle"), (hub.State("a").Phase, hub.State("a").Reason));
        Assert.Contains("ConfigMap/shop/a -> ConfigMap/shop/b -> ConfigMap/shop/a", hub.State("b").Message, StringComparison.Ordinal);
        Assert.Equal(2, (await hub.TreeAsync("e1")).Count);
        await hub.ApplyAsync(Objects.ConfigMap("b", "ConfigMap/c"));
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Ready, PolicyPhase.Ready), (hub.State("a").Phase, hub.State("b").Phase));
    }

    private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;

    private static string Value(JsonElement item) => item.GetProperty("data").GetProperty("value").GetString()!;
}
