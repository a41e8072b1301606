using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Customize;

/// <summary>One object becomes several.</summary>
public sealed class FanOutCopiesTests
{
    [Fact]
    public async Task Edges_get_the_copies_under_their_own_names()
    {
        var world = await WorldAsync(2);
        using (var hub = await world.StartAsync())
        {
            Assert.Equal(["_.ConfigMap.shop.a-0", "_.ConfigMap.shop.a-1"], (await hub.TreeAsync("e2")).Keys);
            Assert.Equal(["_.ConfigMap.shop.a"], (await hub.TreeAsync("e1")).Keys);
            var manifest = await hub.Desired.ManifestAsync(hub.Desired.Root("e2")!.Root.Policies[0].Manifest, default);
            Assert.Equal("_.ConfigMap.shop.a", manifest!.Objects[0].Source.ToString());
            Assert.NotNull(await hub.Desired.StoredAsync(manifest.Objects[0].Content, default));
            Assert.Equal(1, hub.Desired.OwnedObjects(new PolicyKey("default", "p")));
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired, Buckets.Content));
        again.Runtime.Policies["p"] = Fan(3);
        await again.ApplyAsync(Objects.ConfigMap("a", "2"));
        await again.StepAsync();
        Assert.Equal(3, (await again.TreeAsync("e2")).Count);
    }

    [Fact]
    public async Task A_copy_that_would_take_the_name_of_an_applied_object_is_refused_there_and_only_there()
    {
        var world = await WorldAsync(2);
        world.Policies["rest"] = new FakePolicy { Selects = new PolicySelection { Names = ["a-1"] }, Place = (_, edge) => edge.Id == "e3" };
        using var hub = await world.StartAsync();
        var before = await hub.TreeAsync("e3");
        await hub.PolicyAsync("rest", "rest");
        await hub.ApplyAsync(Objects.ConfigMap("a-1", "other"), Objects.ConfigMap("a", "2"));
        await hub.StepAsync();
        Assert.Equal(before, await hub.TreeAsync("e3"));
        Assert.NotEqual(before, await hub.TreeAsync("e2"));
        Assert.Equal((PolicyPhase.Stalled, "BadResult"), (hub.State("p").Phase, hub.State("p").Reason));
        Assert.Contains("1 of 3 edges (e3) keeps its last good state: ConfigMap/shop/a: BadResult: its copy ConfigMap/shop/a-1 would take the place of ConfigMap/shop/a-1 of policy rest", hub.State("p").Message, StringComparison.Ordinal);

        await hub.Commands.DeleteAsync("default", new Contracts.Api.DeleteRequest { Objects = [ObjectKey.Parse("_.ConfigMap.shop.a-1")] }, default);
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("p").Phase);
        Assert.Equal(await hub.TreeAsync("e2"), await hub.TreeAsync("e3"));
    }

    [Fact]
    public async Task Of_two_copies_with_one_name_the_older_policys_goes()
    {
        var world = await WorldAsync(2);
        world.Policies["q"] = Fan(1) with { Selects = new PolicySelection { Names = ["b"] }, FanOut = (_, _) => [[Named("a-0")]] };
        using var hub = await world.StartAsync();
        await hub.PolicyAsync("q", "q");
        await hub.ApplyAsync(Objects.ConfigMap("b"));
        await hub.StepAsync();
        Assert.Equal(["_.ConfigMap.shop.a", "_.ConfigMap.shop.a-0"], (await hub.TreeAsync("e1")).Keys);
        Assert.Equal(2, (await hub.TreeAsync("e2")).Count);
        Assert.Equal(PolicyPhase.Ready, hub.State("p").Phase);
        Assert.Contains("2 of 3 edges (e2, e3)", hub.State("q").Message, StringComparison.Ordinal);
        Assert.Contains("a copy of ConfigMap/shop/a of policy p", hub.State("q").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two copies of it have the name twin", "twin", "twin")]
    [InlineData("metadata.name", "Not A Name")]
    public async Task Bad_names_fail_the_edges_that_would_get_them(string message, params string[] names)
    {
        var world = await WorldAsync(2);
        using var hub = await world.StartAsync();
        hub.Runtime.Policies["p"] = Fan(0) with { FanOut = (_, edge) => edge.Id == "e1" ? null : [.. names.Select(name => new[] { Named(name) })] };
        await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
        await hub.StepAsync();
        Assert.Contains(message, hub.State("p").Message, StringComparison.Ordinal);
        Assert.StartsWith("2 of 3 edges (e2, e3)", hub.State("p").Message, StringComparison.Ordinal);
        Assert.Equal(2, (await hub.TreeAsync("e2")).Count);
    }

    [Fact]
    public async Task Who_depends_on_an_object_that_fans_out_depends_on_all_its_copies_there()
    {
        var world = await WorldAsync(2);
        world.Policies["after"] = new FakePolicy { Selects = new PolicySelection { Names = ["z"] }, Describe = _ => new ObjectTraits(["ConfigMap/a"], [], []) };
        using var hub = await world.StartAsync();
        await hub.PolicyAsync("after", "after");
        await hub.ApplyAsync(Objects.ConfigMap("z"));
        await hub.StepAsync();
        Assert.Equal(["_.ConfigMap.shop.a"], await NeedsAsync(hub, "e1"));
        Assert.Equal(["_.ConfigMap.shop.a-0", "_.ConfigMap.shop.a-1"], await NeedsAsync(hub, "e2"));
        hub.Runtime.Policies["p"] = Fan(3);
        await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
        await hub.StepAsync();
        Assert.Equal(3, (await NeedsAsync(hub, "e2")).Count());
    }

    [Fact]
    public async Task A_choice_of_an_object_that_fans_out_is_kept_over_a_restart()
    {
        var world = await WorldAsync(2, policy => policy with
        {
            Choose = (_, edges, current) => edges.Select(edge => edge.Id).OrderByDescending(id => current.Contains(id)).ThenByDescending(id => id, StringComparer.Ordinal).Take(1).Select(id => (id, (JsonElement?)null)),
        });
        using (var hub = await world.StartAsync())
        {
            Assert.Equal(2, (await hub.TreeAsync("e3")).Count);
            await hub.JoinAsync("e9");
            await hub.StepAsync();
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(2, (await again.TreeAsync("e3")).Count);
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
    }

    private static async Task<HubWorld> WorldAsync(int copies, Func<FakePolicy, FakePolicy>? change = null)
    {
        var world = new HubWorld();
        world.Policies["p"] = change?.Invoke(Fan(copies)) ?? Fan(copies);
        using var hub = await world.StartAsync();
        foreach (var edge in new[] { "e1", "e2", "e3" })
        {
            await hub.JoinAsync(edge);
        }

        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("p").Phase);
        return world;
    }

    /// <summary>Everywhere but at e1.</summary>
    private static FakePolicy Fan(int copies) => new()
    {
        Selects = new PolicySelection { Names = ["a"] },
        FanOut = (item, edge) => edge.Id == "e1" ? null : [.. Enumerable.Range(0, copies).Select(i => new[] { Named($"{item.GetProperty("metadata").GetProperty("name").GetString()}-{i}") })],
    };

    private static JsonOperation Named(string name) => JsonOperation.Set(["metadata", "name"], JsonElement.Parse($"\"{name}\""));

    private static async Task<IEnumerable<string>> NeedsAsync(TestHub hub, string edge)
    {
        var entry = hub.Desired.Root(edge)!.Root.Policies.Single(one => one.Policy.Name == "after");
        return (await hub.Desired.ManifestAsync(entry.Manifest, default))!.Objects[0].DependsOn!.Select(key => key.ToString());
    }
}
