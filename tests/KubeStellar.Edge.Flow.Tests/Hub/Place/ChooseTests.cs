using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Place;

public sealed class ChooseTests
{
    private static readonly PolicyFault Threw = new("Threw", "no capacity", "p.js:9:3");

    [Fact]
    public async Task A_choice_among_the_edges_that_place_lets_through_is_stable_over_a_restart()
    {
        var world = await WorldAsync();
        Assert.Equal(["e1", "e2"], await HaveAsync(world));

        // A better edge joins: what is chosen stays, in this process and in the next.
        using (var hub = await world.StartAsync())
        {
            await hub.JoinAsync("e0", ("kind", "store"));
            await hub.StepAsync();
            Assert.Equal(["e1", "e2"], await HaveAsync(hub));
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(["e1", "e2"], await HaveAsync(again));
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
        await again.ApplyAsync(Objects.ConfigMap("a", "2"));
        await again.StepAsync();
        Assert.Equal(["e1", "e2"], await HaveAsync(again));
    }

    [Fact]
    public async Task One_lost_edge_moves_only_what_it_must()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        world.Buckets.Clear();
        await hub.EditAsync("e1", taints: [new Taint("down", "", "NoExecute")]);
        await hub.StepAsync();
        Assert.Equal(["e2", "e3"], await HaveAsync(hub));
        Assert.Equal(["e1", "e3"], world.Buckets.Of(Buckets.Desired).Writes.Order());

        // An edge that takes over a slot has nothing of what the one before it had.
        await hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = "e2", Remove = true }, default);
        await hub.JoinAsync("e9", ("kind", "depot"));
        await hub.StepAsync();
        Assert.Equal(["e3", "e4"], await HaveAsync(hub));
    }

    [Fact]
    public async Task Shares_reach_customize_and_only_an_edge_whose_share_changed_is_customized_anew()
    {
        var world = await WorldAsync(policy => policy with
        {
            Choose = (item, edges, current) => Stable(edges, current, int.Parse(Value(item), null)).Select(id => (id, (JsonElement?)JsonElement.Parse(id == "e1" ? "1" : Value(item)))),
            CustomizeShare = (_, _, share) => [JsonOperation.Set(["data", "share"], share!.Value)],
            ChooseReads = FakePolicy.Reads("labels/weight"),
            PlaceReads = FakePolicy.Reads("labels/kind"),
            CustomizeReads = EdgeReads.Nothing,
        });
        using var hub = await world.StartAsync();
        await hub.ApplyAsync(Objects.ConfigMap("a", "3"));
        await hub.StepAsync();
        Assert.Equal(["e1", "e2", "e3"], await HaveAsync(hub));
        Assert.NotEqual((await hub.TreeAsync("e1")).Values, (await hub.TreeAsync("e2")).Values);
        Assert.Equal((await hub.TreeAsync("e3")).Values, (await hub.TreeAsync("e2")).Values);

        var share = 7;
        hub.Runtime.Policies["p"] = world.Policies["p"] with
        {
            Choose = (item, edges, current) => Stable(edges, current, 3).Select(id => (id, (JsonElement?)JsonElement.Parse(id == "e1" ? $"{share}" : Value(item)))),
        };
        hub.Runtime.ClearCalls();
        await hub.EditAsync("e4", labels: [("weight", "2")]);
        await hub.StepAsync();
        Assert.Equal((0, 1, 1), (hub.Runtime.PlaceCalls, hub.Runtime.ChooseCalls, hub.Runtime.CustomizeCalls));
        Assert.Equal(["e1"], hub.Runtime.Asked);
    }

    [Fact]
    public async Task What_choose_did_not_read_does_not_make_it_choose_again()
    {
        var world = await WorldAsync(policy => policy with { ChooseReads = FakePolicy.Reads("properties/mem"), PlaceReads = FakePolicy.Reads("labels/kind", "labels/zone") });
        using var hub = await world.StartAsync();
        hub.Runtime.ClearCalls();
        await hub.EditAsync("e4", labels: [("color", "red")]);
        await hub.FactsAsync("e4", ("disk", "1"));
        await hub.StepAsync();
        Assert.Equal((0, 0), (hub.Runtime.PlaceCalls, hub.Runtime.ChooseCalls));

        // Place is asked about the one edge and says the same: there is nothing to choose anew.
        await hub.EditAsync("e4", labels: [("zone", "b")]);
        await hub.StepAsync();
        Assert.Equal((1, 0), (hub.Runtime.PlaceCalls, hub.Runtime.ChooseCalls));
        Assert.Equal(["e4"], hub.Runtime.Asked);
        await hub.FactsAsync("e4", ("mem", "8"));
        await hub.StepAsync();
        Assert.Equal((1, 1), (hub.Runtime.PlaceCalls, hub.Runtime.ChooseCalls));
    }

    [Fact]
    public async Task A_fault_of_choose_stalls_the_policy_and_keeps_everything()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        hub.Runtime.Policies["p"] = world.Policies["p"] with { ChooseFault = Threw };
        await hub.EditAsync("e1", taints: [new Taint("down", "", "NoExecute")]);
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Stalled, "p.js:9:3"), (hub.State("p").Phase, hub.State("p").Location));
        Assert.Equal(["e1", "e2"], await HaveAsync(hub));
        hub.Runtime.Policies["p"] = world.Policies["p"];
        hub.Time.Advance(TimeSpan.FromMinutes(10));
        await hub.StepAsync();
        Assert.Equal(["e2", "e3"], await HaveAsync(hub));
    }

    [Fact]
    public async Task An_edge_that_place_fails_for_keeps_its_place_in_the_choice()
    {
        var world = await WorldAsync();
        world.Policies["newer"] = world.Policies["p"] with { PlaceFails = (_, edge) => edge.Id is "e1" or "e4" ? Threw : null };
        using (var hub = await world.StartAsync())
        {
            await hub.PolicyAsync("p", "newer");
            await hub.StepAsync();
            Assert.Equal(["e1", "e2"], await HaveAsync(hub));
            Assert.StartsWith("2 of 5 edges (e1, e4)", hub.State("p").Message, StringComparison.Ordinal);
        }

        using var again = await world.StartAsync();
        Assert.Equal(["e1", "e2"], await HaveAsync(again));
    }

    private static async Task<HubWorld> WorldAsync(Func<FakePolicy, FakePolicy>? change = null)
    {
        var world = new HubWorld();
        var policy = new FakePolicy
        {
            Place = (_, edge) => edge.Labels["kind"] == "store",
            Choose = (_, edges, current) => Stable(edges, current, 2).Select(id => (id, (JsonElement?)null)),
        };
        world.Policies["p"] = change?.Invoke(policy) ?? policy;
        using var hub = await world.StartAsync();
        await hub.JoinAsync("d1", ("kind", "depot"));
        foreach (var edge in new[] { "e1", "e2", "e3", "e4" })
        {
            await hub.JoinAsync(edge, ("kind", "store"));
        }

        await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
        await hub.PolicyAsync("p", "p");
        await hub.StepAsync();
        return world;
    }

    /// <summary>The ones that have it, then those with the lowest ids.</summary>
    private static IEnumerable<string> Stable(IReadOnlyList<EdgeRecord> edges, IReadOnlyList<string> current, int count) =>
        edges.Select(edge => edge.Id).OrderByDescending(id => current.Contains(id)).ThenBy(id => id, StringComparer.Ordinal).Take(count);

    private static string Value(JsonElement item) => item.GetProperty("data").GetProperty("value").GetString()!;

    private static async Task<List<string>> HaveAsync(HubWorld world)
    {
        using var hub = await world.StartAsync();
        return await HaveAsync(hub);
    }

    private static async Task<List<string>> HaveAsync(TestHub hub)
    {
        var have = new List<string>();
        foreach (var edge in hub.Inventory.Edges.Select(edge => edge.Id).Order(StringComparer.Ordinal))
        {
            if ((await hub.TreeAsync(edge)).Count > 0)
            {
                have.Add(edge);
            }
        }

        return have;
    }
}
