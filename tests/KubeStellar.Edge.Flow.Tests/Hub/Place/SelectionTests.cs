using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Place;

/// <summary>The <c>selects</c> function.</summary>
public sealed class SelectionTests
{
    private static readonly PolicyKey Policy = new("default", "p");

    [Fact]
    public async Task A_function_is_asked_once_about_what_the_lists_let_through()
    {
        var asked = new List<string>();
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy
        {
            Selects = new PolicySelection { Names = ["a", "b", "c"] },
            Where = item =>
            {
                asked.Add(Name(item));
                return Name(item) != "b";
            },
        };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.ApplyAsync([.. "abcd".Select(name => Objects.ConfigMap($"{name}"))]);
        await hub.PolicyAsync("p", "p");
        await hub.StepAsync();
        Assert.Equal(["_.ConfigMap.shop.a", "_.ConfigMap.shop.c"], (await hub.TreeAsync("e1")).Keys);
        Assert.Equal((1, 2), (hub.Runtime.SelectCalls, hub.Desired.OwnedObjects(Policy)));
        Assert.Equal(["a", "b", "c"], asked);

        // Only a changed object is asked about again.
        asked.Clear();
        await hub.ApplyAsync(Objects.ConfigMap("a", "2"), Objects.ConfigMap("d", "2"));
        await hub.StepAsync();
        Assert.Equal(["a"], asked);
    }

    [Fact]
    public async Task A_function_that_fails_stalls_the_policy_and_it_keeps_what_it_owns()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy { Where = item => Name(item) != "b" };
        world.Policies["broken"] = world.Policies["p"] with { SelectFault = new PolicyFault("Threw", "object.spec is undefined", "p.js:2:9") };
        world.Policies["all"] = new FakePolicy();
        using (var hub = await world.StartAsync())
        {
            await hub.JoinAsync("e1");
            await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"));
            await hub.PolicyAsync("p", "p");
            await hub.StepAsync();
            await hub.PolicyAsync("p", "broken");
            await hub.PolicyAsync("younger", "all");
            await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
            await hub.StepAsync();
            await AssertKeepsAsync(hub);
            hub.Time.Advance(TimeSpan.FromHours(1));
            await hub.StepAsync();
            await AssertKeepsAsync(hub);
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        await AssertKeepsAsync(again);
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
        again.Runtime.Policies["broken"] = world.Policies["p"];
        again.Time.Advance(TimeSpan.FromHours(1));
        await again.StepAsync();
        Assert.Equal(PolicyPhase.Ready, again.State("p").Phase);
        Assert.Equal((1, 1), (again.Desired.OwnedObjects(Policy), again.Desired.OwnedObjects(new PolicyKey("default", "younger"))));
    }

    private static async Task AssertKeepsAsync(TestHub hub)
    {
        Assert.Equal((PolicyPhase.Stalled, "Threw", "p.js:2:9"), (hub.State("p").Phase, hub.State("p").Reason, hub.State("p").Location));
        Assert.Equal(2, (await hub.TreeAsync("e1")).Count);
        var mine = (await hub.Desired.ManifestAsync(hub.Desired.Root("e1")!.Root.Policies.Single(entry => entry.Policy == Policy).Manifest, default))!;
        Assert.Equal("_.ConfigMap.shop.a", Assert.Single(mine.Objects).Key.ToString());
        Assert.True(hub.Desired.Settled);
    }

    private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;
}
