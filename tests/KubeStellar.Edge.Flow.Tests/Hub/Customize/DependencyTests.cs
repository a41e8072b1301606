using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Customize;

/// <summary>What manifests tell edges of order and health.</summary>
public sealed class DependencyTests
{
    [Fact]
    public async Task A_policy_that_now_puts_objects_into_a_circle_is_refused_and_the_running_one_stays()
    {
        var world = new HubWorld();
        world.Policies["line"] = new FakePolicy { Describe = item => new ObjectTraits(item.GetProperty("metadata").GetProperty("name").GetString() == "a" ? ["ConfigMap/b"] : [], [], []) };
        world.Policies["circle"] = new FakePolicy { Describe = item => new ObjectTraits([item.GetProperty("metadata").GetProperty("name").GetString() == "a" ? "ConfigMap/b" : "ConfigMap/a"], [], []) };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"));
        await hub.PolicyAsync("p", "line");
        await hub.StepAsync();

        var refused = await hub.TryPolicyAsync("p", "circle");

        Assert.Contains("ConfigMap/shop/a -> ConfigMap/shop/b -> ConfigMap/shop/a", Assert.Single(refused.Error!.Details).Message, StringComparison.Ordinal);
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("p").Phase);
    }

    [Fact]
    public async Task Manifests_name_what_is_waited_for_and_who_judges()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy
        {
            Selects = new PolicySelection { Names = ["a", "b"] },
            Describe = item => Name(item) == "a" ? new ObjectTraits(["ConfigMap/settings", "ConfigMap/shop/b", "policy/platform"], [], []) : ObjectTraits.None,
            DependsOnPolicies = ["base"],
            HealthKinds = ["Store"],
        };
        world.Policies["rest"] = new FakePolicy();
        using (var hub = await world.StartAsync())
        {
            await hub.JoinAsync("e1");
            await hub.PolicyAsync("p", "p");
            await hub.PolicyAsync("rest", "rest");
            await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"), Objects.ConfigMap("settings"));
            await hub.StepAsync();
            var manifest = await ManifestAsync(hub, "p");
            Assert.Equal(["base", "platform"], manifest.DependsOn);
            Assert.Equal(["Store"], manifest.Judges);
            Assert.Equal(["_.ConfigMap.shop.b", "_.ConfigMap.shop.settings"], manifest.Objects[0].DependsOn!.Select(key => key.ToString()));
            Assert.Null(manifest.Objects[1].DependsOn);
            var rest = await ManifestAsync(hub, "rest");
            Assert.Equal((null, null, null), (rest.DependsOn, rest.Judges, rest.Objects[0].DependsOn));
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired, Buckets.Content));
    }

    [Fact]
    public async Task What_nobody_applied_is_waited_for_and_told()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy { Selects = new PolicySelection { Names = ["a"] }, Describe = _ => new ObjectTraits(["Secret/key"], [], []) };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.StepAsync();
        Assert.Equal("_.Secret.shop.key", Assert.Single((await ManifestAsync(hub, "p")).Objects[0].DependsOn!).ToString());
        Assert.Equal((PolicyPhase.Ready, "ReferenceMissing"), (hub.State("p").Phase, hub.State("p").Reason));
        Assert.StartsWith("ConfigMap/shop/a names Secret/key, which nobody applied", hub.State("p").Message, StringComparison.Ordinal);

        await hub.ApplyAsync(Objects.ConfigMap("key").Replace("ConfigMap", "Secret", StringComparison.Ordinal).Replace("\"data\":{\"value\":\"1\"}", "\"type\":\"x/y\"", StringComparison.Ordinal));
        await hub.StepAsync();
        Assert.Equal("", hub.State("p").Reason);
    }

    [Fact]
    public async Task Objects_and_policies_that_wait_for_each_other_are_refused_and_where_unseen_stall()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy { Selects = new PolicySelection { Names = ["a", "b"] }, Describe = item => new ObjectTraits([Value(item)], [], []) };
        world.Policies["q"] = new FakePolicy { Selects = new PolicySelection { Names = ["c"] }, DependsOnPolicies = ["p"] };
        world.Policies["r"] = world.Policies["p"] with { DependsOnPolicies = ["q"] };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.PolicyAsync("q", "q");
        await hub.ApplyAsync(Objects.ConfigMap("a", "ConfigMap/b"), Objects.ConfigMap("b", "ConfigMap/x"), Objects.ConfigMap("c"));
        await hub.StepAsync();
        Assert.Equal(3, (await hub.TreeAsync("e1")).Count);

        var refused = await hub.TryApplyAsync(Objects.ConfigMap("b", "ConfigMap/a"));
        Assert.Equal("invalid", refused.Error!.Code);
        var fault = Assert.Single(refused.Error.Details);
        Assert.Contains("ConfigMap/shop/a -> ConfigMap/shop/b -> ConfigMap/shop/a", fault.Message, StringComparison.Ordinal);
        Assert.Contains("policy/p -> policy/q -> policy/p", Assert.Single((await hub.TryPolicyAsync("p", "r")).Error!.Details).Message, StringComparison.Ordinal);
        Assert.Contains("policy/p -> policy/q -> policy/p", Assert.Single((await hub.TryApplyAsync(Objects.ConfigMap("b", "policy/q"))).Error!.Details).Message, StringComparison.Ordinal);

        // What somebody wrote past the API is not refused, and stalls.
        await hub.PlantAsync(Objects.ConfigMap("b", "ConfigMap/c"));
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Stalled, "DependencyCycle"), (hub.State("p").Phase, hub.State("p").Reason));
        Assert.Equal(PolicyPhase.Stalled, hub.State("q").Phase);
        Assert.Equal(3, (await hub.TreeAsync("e1")).Count);
        await hub.ApplyAsync(Objects.ConfigMap("b", "ConfigMap/y"));
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Ready, PolicyPhase.Ready), (hub.State("p").Phase, hub.State("q").Phase));
    }

    [Fact]
    public async Task A_policy_that_cannot_say_how_its_objects_stand_stalls()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy { Describe = _ => ObjectTraits.None };
        world.Policies["broken"] = new FakePolicy { DescribeFault = new PolicyFault("Threw", "no", "p.js:4:1") };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.StepAsync();
        Assert.Equal("p.js:4:1", Assert.Single((await hub.TryPolicyAsync("p", "broken")).Error!.Details).Source);
        hub.Runtime.Policies["p"] = world.Policies["broken"];
        await hub.ApplyAsync(Objects.ConfigMap("b"));
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Stalled, "p.js:4:1"), (hub.State("p").Phase, hub.State("p").Location));
        Assert.Single(await hub.TreeAsync("e1"));
        hub.Runtime.Policies["p"] = world.Policies["p"];
        hub.Time.Advance(TimeSpan.FromMinutes(10));
        await hub.StepAsync();
        Assert.Equal(2, (await hub.TreeAsync("e1")).Count);
        Assert.Equal(PolicyPhase.Ready, hub.State("p").Phase);
    }

    private static async Task<ManifestRecord> ManifestAsync(TestHub hub, string policy) =>
        (await hub.Desired.ManifestAsync(hub.Desired.Root("e1")!.Root.Policies.Single(entry => entry.Policy == new PolicyKey("default", policy)).Manifest, default))!;

    private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;

    private static string Value(JsonElement item) => item.GetProperty("data").GetProperty("value").GetString()!;
}
