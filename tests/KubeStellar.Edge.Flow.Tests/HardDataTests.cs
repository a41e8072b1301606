using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests;

/// <summary>What is legal and odd, and errors of the hub's own: none of it ends the process.</summary>
public sealed class HardDataTests
{
    private static readonly PolicyKey P = new("default", "p");

    [Theory]
    [InlineData(62)]
    [InlineData(98)]
    public async Task Deep_values_pass_through_every_stage(int levels)
    {
        var world = new HubWorld();
        var deep = Deep(levels);
        var value = JsonElement.Parse(deep, new JsonDocumentOptions { MaxDepth = ObjectLimits.MaxDepth });
        world.Policies["p"] = new FakePolicy { Selects = new PolicySelection { Names = ["a"] }, Where = _ => true, Customize = (_, _) => [JsonOperation.Set(["data", "more"], value)] };
        world.Policies["fan"] = new FakePolicy
        {
            Selects = new PolicySelection { Names = ["f"] },
            FanOut = (_, _) => [[JsonOperation.Set(["metadata", "name"], JsonElement.Parse("\"f-0\"")), JsonOperation.Set(["data", "more"], value)]],
        };
        using (var hub = await world.StartAsync())
        {
            await hub.JoinAsync("e1");
            await hub.PolicyAsync("p", "p");
            await hub.PolicyAsync("fan", "fan");
            foreach (var name in new[] { "a", "f" })
            {
                await hub.ApplyAsync($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"shop"},"data":{"own":{{{deep}}}}}""");
            }

            await hub.StepAsync();
            Assert.Equal(["_.ConfigMap.shop.a", "_.ConfigMap.shop.f-0"], (await hub.TreeAsync("e1")).Keys);
            hub.Time.Advance(TimeSpan.FromSeconds(2));
            await hub.StepAsync();
            var record = JsonSerializer.Deserialize((await world.Buckets.Of(Buckets.Decisions).GetAsync("default.p._.ConfigMap.shop.a", default))!.Value.Span, ContractsJson.Default.DecisionRecord)!;
            Assert.Equal(deep, record.Cases[0].Operations![0].Value!.Value.GetRawText());
            var explained = hub.Desired.ExplainAsync("default", "e1", ObjectKey.Parse("_.ConfigMap.shop.a"), default);
            await hub.StepAsync();
            Assert.All(await explained, step => Assert.Equal("yes", step.Outcome));
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
    }

    [Theory]
    [InlineData("1e99999999999", "the property fact: it has a number whose exponent has more than 5 digits")]
    [InlineData("""{"a":1,"a":2}""", "the member is there twice")]
    public async Task Facts_that_nobody_can_live_with_are_refused(string fact, string why)
    {
        using var hub = await new HubWorld().StartAsync();
        await hub.JoinAsync("e1");
        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => hub.FactsAsync("e1", ("fact", fact)));
        Assert.Contains(why, refused.Error.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<RequestRefusedException>(() => hub.FactsAsync("e1", ("fact", Deep(33))));
        Assert.Contains("it is nested deeper than 32 levels", refused.Error.Message, StringComparison.Ordinal);
        await hub.FactsAsync("e1", ("fact", Deep(31)), ("small", "1e-300"));
        Assert.Equal(2, hub.Inventory.Edge("e1")!.Properties.Count);
    }

    [Fact]
    public async Task Odd_facts_that_are_stored_end_nothing()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy();
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.StepAsync();
        foreach (var label in new[] { "one", "two" })
        {
            // As a hub of before would have stored it.
            var edge = hub.Inventory.Edge("e1")!;
            edge = edge with
            {
                Generation = edge.Generation + 1,
                Labels = new(new Dictionary<string, string> { ["x"] = label }, StringComparer.Ordinal),
                Properties = new(new Dictionary<string, JsonElement> { ["x"] = JsonElement.Parse("1e99999999999") }, StringComparer.Ordinal),
            };
            await hub.Service<IngestStore>().PutEdgeAsync(edge, default);
            await hub.StepAsync();
        }

        Assert.Single(await hub.TreeAsync("e1"));
    }

    [Theory]
    [InlineData("Place")]
    [InlineData("Customize")]
    [InlineData("Select")]
    [InlineData("Describe")]
    public async Task An_error_of_the_hubs_own_stalls_the_policy_that_brought_it_up_and_no_other(string where)
    {
        var world = new HubWorld();
        world.Policies["bad"] = new FakePolicy { Selects = new PolicySelection { Names = ["a"] }, Where = _ => true, Describe = _ => new ObjectTraits([], [], []), Customize = (_, _) => [] };
        world.Policies["good"] = new FakePolicy { Selects = new PolicySelection { Names = ["b"] } };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("bad", "bad");
        await hub.PolicyAsync("good", "good");
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"));
        hub.Runtime.Meanwhile = called =>
        {
            if (called == where && (called != "Place" || hub.Runtime.PlaceCalls == 1))
            {
                throw new InvalidOperationException("a bug");
            }
        };
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Stalled, "Internal"), (hub.State("bad").Phase, hub.State("bad").Reason));
        Assert.Equal(["_.ConfigMap.shop.b"], (await hub.TreeAsync("e1")).Keys);

        hub.Runtime.Meanwhile = static _ => { };
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("bad").Phase);
        Assert.Equal(2, (await hub.TreeAsync("e1")).Count);
    }

    [Fact]
    public async Task An_error_of_the_hubs_own_when_it_records_a_decision_costs_that_record()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy();
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"));
        await hub.StepAsync();
        hub.Runtime.Meanwhile = called =>
        {
            if (called == "Case" && hub.Runtime.CaseCalls == 1)
            {
                throw new InvalidOperationException("a bug");
            }
        };
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        await hub.StepAsync();
        Assert.Equal(["default.p._.ConfigMap.shop.b"], world.Buckets.Of(Buckets.Decisions).Writes);
        Assert.Equal(2, hub.Runtime.CaseCalls);
        Assert.Equal(PolicyPhase.Ready, hub.State(P.Name).Phase);
    }

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
}
