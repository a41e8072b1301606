using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Decide;

public sealed class ForecastTests
{
    private readonly HubWorld _world = new();

    [Fact]
    public async Task A_policy_is_weighed_before_it_is_applied_and_then_does_what_was_said()
    {
        using var hub = await StartAsync(30);
        _world.Buckets.Clear();
        var result = await ForecastAsync(hub, Policy("new"));

        Assert.Equal(30, result.Edges);
        var one = Assert.Single(result.Objects);
        Assert.Equal(("_.ConfigMap.shop.a", "default.stores", "", 5, 5, 15, 0, 2), (one.Object, one.Policy, one.Before, one.Gained, one.Lost, one.Changed, one.Same, one.Variants));
        Assert.Equal(["e20", "e21"], one.GainedSample.Take(2));
        Assert.Equal(["e00", "e01"], one.LostSample.Take(2));
        Assert.Equal(["changed 10", "added 5", "changed 5", "removed 5"], result.Changes.OrderByDescending(change => change.Edges).ThenBy(change => change.Change, StringComparer.Ordinal).Select(change => $"{change.Change} {change.Edges}"));
        var grown = result.Changes.Single(change => change is { Change: "changed", Edges: 10 });
        Assert.Equal("1", grown.Before!.Value.GetProperty("data").GetProperty("value").GetString());
        Assert.Equal("even", grown.After!.Value.GetProperty("data").GetProperty("value").GetString());
        Assert.Equal((5, 20, 0, 0), (result.Removals, result.Placements, result.Holds.Count, result.Stalls.Count));
        Assert.Equal(0, _world.Buckets.WritesTo([.. Buckets.All]));
        Assert.Equal("old", hub.Inventory.Policy(new("default", "stores"))!.Bundle.Files["stores.js"]);

        // What was said is what is then written.
        await hub.PolicyAsync("stores", "new");
        await hub.StepAsync();
        Assert.Equal(result.Roots, _world.Buckets.WritesTo(Buckets.Desired));
        Assert.Equal(result.Contents + result.Manifests, _world.Buckets.WritesTo(Buckets.Content));
        Assert.Equal(25, result.Roots);
    }

    [Fact]
    public async Task What_a_person_would_have_to_confirm_is_told()
    {
        _world.Policies["nowhere"] = new FakePolicy { Place = (_, _) => false };
        using var hub = await StartAsync(30);
        var result = await ForecastAsync(hub, Policy("nowhere"));
        var hold = Assert.Single(result.Holds);
        Assert.Equal(("default.stores", 20, 20), (hold.Policy, hold.Removals, hold.Edges));
        Assert.Equal((20, 20), (result.Removals, result.Placements));
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }

    [Fact]
    public async Task A_policy_that_would_stall_is_told_with_the_place_and_changes_nothing()
    {
        _world.Policies["broken"] = new FakePolicy { PlaceFault = new PolicyFault("Threw", "x is not defined", "stores.js:3:7") };
        using var hub = await StartAsync(30);
        var result = await ForecastAsync(hub, Policy("broken"));
        var stall = Assert.Single(result.Stalls);
        Assert.Equal(("default.stores", "_.ConfigMap.shop.a", 20, true, "Threw", "stores.js:3:7"), (stall.Policy, stall.Object, stall.Edges, stall.Whole, stall.Reason, stall.Location));
        Assert.Empty(result.Objects);
        Assert.Equal((0, 0, 0), (result.Roots, result.Contents, result.Removals));
    }

    [Fact]
    public async Task Edges_that_would_fail_keep_what_they_have_and_are_told()
    {
        _world.Policies["sick"] = _sick;
        using var hub = await StartAsync(30);
        var result = await ForecastAsync(hub, Policy("sick"));
        var stall = Assert.Single(result.Stalls);
        Assert.Equal((1, false, "Threw", "stores.js:1:2"), (stall.Edges, stall.Whole, stall.Reason, stall.Location));
        Assert.Equal(["e03"], stall.Sample);
        var one = Assert.Single(result.Objects);
        Assert.Equal((0, 0, 19, 1), (one.Gained, one.Lost, one.Changed, one.Same));
        Assert.Equal((19, 0), (result.Roots, result.Removals));

        _world.Buckets.Clear();
        await hub.PolicyAsync("stores", "sick");
        await hub.StepAsync();
        Assert.Equal(19, _world.Buckets.WritesTo(Buckets.Desired));
    }

    [Fact]
    public async Task A_choice_starts_from_what_edges_have()
    {
        _world.Policies["three"] = new FakePolicy { Choose = (_, edges, current) => edges.OrderByDescending(edge => current.Contains(edge.Id)).ThenByDescending(edge => edge.Id, StringComparer.Ordinal).Take(22).Select(edge => (edge.Id, (JsonElement?)null)) };
        using var hub = await StartAsync(30);
        var one = Assert.Single((await ForecastAsync(hub, Policy("three"))).Objects);
        Assert.Equal((2, 0, 20), (one.Gained, one.Lost, one.Same));
        Assert.Equal(["e28", "e29"], one.GainedSample);
    }

    [Fact]
    public async Task A_second_policy_gains_nothing_that_an_older_one_owns()
    {
        using var hub = await StartAsync(30);
        var result = await ForecastAsync(hub, new ApplyRequest { Policies = [Make("other", "new")] });
        Assert.Empty(result.Objects);
        Assert.Equal(0, result.Roots);
    }

    [Fact]
    public async Task An_answer_follows_distinct_changes_and_not_edges()
    {
        _world.Policies["each"] = new FakePolicy { Customize = (_, edge) => [JsonOperation.Set(["data", "value"], JsonSerializer.SerializeToElement(edge.Id))] };
        using var hub = await StartAsync(1200);
        var result = await ForecastAsync(hub, Policy("each"));
        Assert.Equal((200, 1000), (result.Changes.Count, result.MoreChanges));
        Assert.Equal((1180, 20, 1200), (result.Objects[0].Gained, result.Objects[0].Changed, result.Roots));
        Assert.True(JsonSerializer.SerializeToUtf8Bytes(result, ContractsJson.Default.PreviewResult).Length < 512 * 1024);
    }

    private readonly FakePolicy _sick = new()
    {
        Place = (_, edge) => Number(edge) < 20,
        PlaceFails = (_, edge) => edge.Id == "e03" ? new PolicyFault("Threw", "x is undefined at e03", "stores.js:1:2") : null,
        Customize = (_, _) => [JsonOperation.Set(["data", "value"], JsonElement.Parse("\"new\""))],
    };

    private async Task<TestHub> StartAsync(int edges)
    {
        // Twenty edges have it; the new policy takes five away and adds five.
        _world.Policies["old"] = new FakePolicy { Place = (_, edge) => Number(edge) < 20 };
        _world.Policies["new"] = new FakePolicy
        {
            Place = (_, edge) => Number(edge) is >= 5 and < 25,
            Customize = (_, edge) => [JsonOperation.Set(["data", "value"], JsonElement.Parse(Number(edge) < 15 ? "\"even\"" : "\"odd\""))],
        };
        var hub = await _world.StartAsync();
        for (var i = 0; i < edges; i++)
        {
            await hub.JoinAsync($"e{i:00}");
        }

        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.PolicyAsync("stores", "old");
        await hub.StepAsync();
        return hub;
    }

    [Fact]
    public async Task What_a_policy_carries_up_is_said_in_words()
    {
        var world = new HubWorld();
        world.Policies["carrier"] = new FakePolicy
        {
            Selects = new PolicySelection { Nothing = true },
            Upsync = [new UpsyncRule { Kinds = ["Measurement.sensors.example.com", "Event"], Namespaces = ["shop", ""], Names = ["a"], Labels = new() { ["kind"] = "probe" } }],
        };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        var result = await ForecastAsync(hub, Policy("carrier"));
        Assert.EndsWith(" carries up Measurement.sensors.example.com, Event in shop, no namespace named a with kind=probe", Assert.Single(result.Carries!), StringComparison.Ordinal);
        Assert.Empty(result.Objects);
    }

    private static int Number(EdgeRecord edge) => int.Parse(edge.Id[1..], System.Globalization.CultureInfo.InvariantCulture);

    private static ApplyRequest Policy(string meaning) => new() { Policies = [Make("stores", meaning)] };

    private static ApplyPolicy Make(string name, string meaning) =>
        new($"{name}.js", name, new PolicyBundle { Main = $"{name}.js", Files = new() { [$"{name}.js"] = meaning } });

    private static async Task<PreviewResult> ForecastAsync(TestHub hub, ApplyRequest request)
    {
        var asked = hub.Desired.ForecastAsync("default", request, default);
        await hub.StepAsync();
        var reply = await asked;
        Assert.True(reply.Error is null, reply.Error?.Message);
        return reply.Result!.Value.Deserialize(ContractsJson.Default.PreviewResult)!;
    }
}
