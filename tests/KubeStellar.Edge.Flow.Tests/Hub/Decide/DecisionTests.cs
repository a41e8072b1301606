using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Decide;

public sealed class DecisionTests
{
    private const string Key = "default.stores._.ConfigMap.shop.a";
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_decision_is_recorded_when_the_flow_is_idle_and_not_before()
    {
        var world = World();
        using var hub = await StartAsync(world);
        await hub.StepAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Decisions));
        Assert.Equal(0, hub.Runtime.CaseCalls);

        await IdleAsync(hub);
        var record = await RecordAsync(world);
        Assert.Equal(("stores", "a"), (record.Policy.Name, record.Object.Name));
        Assert.Equal(new DecisionCounts(4, 4, 3, 0, 0, 0, 2), record.Counts);
        Assert.Equal(hub.Desired.Root("store-1")!.Root.Epoch, record.Epoch);
        Assert.Equal(
            ["Placed 2 store-1,store-3 large", "NotPlaced 1 depot-1 ", "Placed 1 store-2 "],
            record.Cases.Select(one => $"{one.Outcome} {one.Edges} {string.Join(',', one.Sample)} {(one.Operations is { Count: > 0 } done ? done[0].Value!.Value.GetString() : "")}"));
        Assert.Equal("""{"labels":{"kind":"store","size":"large"}}""", record.Cases[0].Edge!.Value.GetRawText());
        Assert.Equal(["labels/kind", "labels/size"], record.Cases[0].Reads);
        Assert.Equal("a store", record.Cases[0].Reason);

        // What is needed to replay it is stored, and is not swept.
        hub.Time.Advance(TimeSpan.FromHours(1));
        await hub.StepAsync();
        var contents = await world.Buckets.Of(Buckets.Content).LoadAsync(default);
        Assert.Contains(record.Source.ToString(), contents.Select(entry => entry.Key));
        Assert.Contains(record.Bundle.ToString(), contents.Select(entry => entry.Key));
    }

    [Fact]
    public async Task A_decision_that_says_the_same_is_not_written_again()
    {
        var world = World();
        using (var hub = await StartAsync(world))
        {
            await IdleAsync(hub);
            world.Buckets.Clear();

            // An edge that changes in what nobody reads is decided anew, and alike.
            await hub.JoinAsync("store-1", ("kind", "store"), ("size", "large"), ("floor", "2"));
            await hub.StepAsync();
            await IdleAsync(hub);
            Assert.Equal(0, world.Buckets.WritesTo(Buckets.Decisions));
        }

        using var again = await world.StartAsync();
        await IdleAsync(again);
        Assert.True(again.Runtime.CaseCalls > 0);
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Decisions));
    }

    [Fact]
    public async Task Edges_that_join_one_by_one_do_not_write_a_record_each()
    {
        var world = World();
        using var hub = await StartAsync(world);
        await IdleAsync(hub);
        var before = await RecordAsync(world);
        world.Buckets.Clear();
        for (var i = 10; i < 20; i++)
        {
            await hub.JoinAsync($"store-{i}", ("kind", "store"), ("size", "small"));
            await hub.StepAsync();
            hub.Time.Advance(TimeSpan.FromMilliseconds(300));
            await hub.StepAsync();
        }

        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Decisions));
        await IdleAsync(hub);
        Assert.Equal([Key], world.Buckets.Of(Buckets.Decisions).Writes.Distinct());
        Assert.Single(world.Buckets.Of(Buckets.Decisions).Writes);
        Assert.NotEqual(before.Id, (await RecordAsync(world)).Id);
        Assert.Equal(11, (await RecordAsync(world)).Cases.Single(one => one.Outcome == DecisionOutcome.Placed && one.Operations!.Count == 0).Edges);
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_holds_nothing_up_and_is_written_later()
    {
        var world = World();
        using var hub = await StartAsync(world);
        world.Buckets.Of(Buckets.Decisions).Fault = () => new BucketUnavailableException("away");
        await IdleAsync(hub);
        await hub.ApplyAsync(Objects.ConfigMap("a", "2"));
        await hub.StepAsync();
        Assert.True(hub.Desired.Settled);
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Decisions));

        world.Buckets.Of(Buckets.Decisions).Fault = null;
        await IdleAsync(hub);
        Assert.Equal(Digest.Of(CanonicalJson.Canonicalize(JsonElement.Parse(Objects.ConfigMap("a", "2")))), (await RecordAsync(world)).Source);
    }

    [Fact]
    public async Task A_record_goes_with_its_object_or_policy()
    {
        var world = World();
        using var hub = await StartAsync(world);
        await hub.ApplyAsync(Objects.ConfigMap("b"));
        await hub.StepAsync();
        await IdleAsync(hub);
        Assert.Equal(2, (await world.Buckets.Of(Buckets.Decisions).LoadAsync(default)).Count);

        await hub.Commands.DeleteAsync("default", new() { Objects = [ObjectKey.Parse("_.ConfigMap.shop.b")] }, default);
        await hub.StepAsync();
        await IdleAsync(hub);
        Assert.Equal([Key], (await world.Buckets.Of(Buckets.Decisions).LoadAsync(default)).Select(entry => entry.Key));

        await hub.Commands.DeleteAsync("default", new() { Policies = ["stores"] }, default);
        await hub.StepAsync();
        await IdleAsync(hub);
        Assert.Empty(await world.Buckets.Of(Buckets.Decisions).LoadAsync(default));
    }

    [Fact]
    public async Task A_policy_that_answers_nothing_here_is_not_asked_again_and_again()
    {
        var world = World();
        using var hub = await StartAsync(world);
        hub.Runtime.Policies["stores"] = world.Policies["stores"] with { PlaceFault = new PolicyFault("TimedOut", "too slow", "") };
        await IdleAsync(hub);
        var calls = hub.Runtime.CaseCalls;
        Assert.True(calls > 0);
        await IdleAsync(hub);
        await IdleAsync(hub);
        Assert.Equal(calls, hub.Runtime.CaseCalls);
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Decisions));
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }

    [Fact]
    public async Task Explain_tells_the_reasons_of_one_edge_and_of_all()
    {
        var world = World();
        using var hub = await StartAsync(world);
        var key = ObjectKey.Parse("_.ConfigMap.shop.a");
        var one = hub.Desired.ExplainAsync("default", "store-1", key, default);
        var other = hub.Desired.ExplainAsync("default", "depot-1", key, default);
        var all = hub.Desired.ExplainAllAsync("default", key, default);
        await hub.StepAsync();

        var place = (await one).Single(step => step.Stage == "place");
        Assert.Equal(("yes", "yes: a store"), (place.Outcome, place.Reason));
        Assert.Equal("""{"read":{"labels":{"kind":"store","size":"large"}}}""", place.Detail!.Value.GetRawText());
        Assert.Equal(("no", "no: a depot"), ((await other)[1].Outcome, (await other)[1].Reason));

        var result = await all;
        Assert.Equal(("default.stores", true, ""), (result.Policy, result.Placed, result.Edge));
        Assert.Equal(
            ["placed 2 yes: a store store-1,store-3", "not placed 1 no: a depot depot-1", "placed 1 yes: a store store-2"],
            result.Groups!.Select(group => $"{group.Outcome} {group.Edges} {group.Reason} {string.Join(',', group.Sample)}"));
        Assert.Contains("large", result.Groups![0].Detail!.Value.GetRawText(), StringComparison.Ordinal);

        // Whoever asked has the decision recorded, and can replay it.
        Assert.Equal((await RecordAsync(world)).Id, result.Decision);
    }

    [Fact]
    public async Task Edges_that_are_a_case_of_their_own_each_are_told_by_reason()
    {
        const int More = 200;
        var world = World();
        using var hub = await StartAsync(world);
        for (var i = 0; i < More; i++)
        {
            await hub.JoinAsync($"own-{i:000}", ("kind", i % 2 == 0 ? "store" : "depot"), ("size", $"s{i}"));
        }

        await hub.StepAsync();
        await IdleAsync(hub);
        var all = hub.Desired.ExplainAllAsync("default", ObjectKey.Parse("_.ConfigMap.shop.a"), default);
        await hub.StepAsync();

        var record = await RecordAsync(world);
        Assert.Equal(64, record.Cases.Count);
        Assert.Equal(record.Counts.Edges, record.Cases.Sum(one => one.Edges) + record.Others);
        Assert.Equal(record.Others, record.Rest!.Sum(one => one.Edges));
        Assert.All(record.Rest!, one => Assert.Null(one.Edge));
        var groups = (await all).Groups!.GroupBy(group => (group.Outcome, group.Reason)).ToDictionary(alike => alike.Key, alike => alike.Sum(group => group.Edges));
        Assert.Equal(new() { [("placed", "yes: a store")] = (More / 2) + 3, [("not placed", "no: a depot")] = (More / 2) + 1 }, groups);
    }

    [Fact]
    public async Task Explain_of_a_stalled_policy_tells_the_last_good_decision()
    {
        var world = World();
        using var hub = await StartAsync(world);
        await IdleAsync(hub);
        world.Policies["broken"] = new FakePolicy { PlaceFault = new PolicyFault("Threw", "x is not defined", "stores.js:3:7") };
        hub.Runtime.Policies["broken"] = world.Policies["broken"];
        await hub.PolicyAsync("stores", "broken");
        await hub.StepAsync();
        var all = hub.Desired.ExplainAllAsync("default", ObjectKey.Parse("_.ConfigMap.shop.a"), default);
        await hub.StepAsync();

        Assert.Equal((await RecordAsync(world)).Id, (await all).Decision);
        Assert.Equal(3, (await all).Groups!.Count);
        Assert.Contains("x is not defined", (await all).Steps.Single(step => step.Stage == "gate").Reason, StringComparison.Ordinal);
    }

    private static HubWorld World()
    {
        var world = new HubWorld();
        world.Policies["stores"] = new FakePolicy
        {
            Place = (_, edge) => edge.Labels["kind"] == "store",
            Customize = (_, edge) => edge.Labels["size"] == "large" ? [JsonOperation.Set(["data", "value"], JsonElement.Parse("\"large\""))] : [],
            CaseReads = ["labels/kind", "labels/size"],
            Says = edge => edge.Labels["kind"] == "store" ? "a store" : "a depot",
        };
        return world;
    }

    private static async Task<TestHub> StartAsync(HubWorld world)
    {
        var hub = await world.StartAsync();
        await hub.JoinAsync("store-1", ("kind", "store"), ("size", "large"));
        await hub.JoinAsync("store-2", ("kind", "store"), ("size", "small"));
        await hub.JoinAsync("store-3", ("kind", "store"), ("size", "large"));
        await hub.JoinAsync("depot-1", ("kind", "depot"), ("size", "small"));
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.PolicyAsync("stores", "stores");
        await hub.StepAsync();
        return hub;
    }

    private static async Task IdleAsync(TestHub hub)
    {
        hub.Time.Advance(Quiet);
        await hub.StepAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(20));
        await hub.StepAsync();
    }

    private static async Task<DecisionRecord> RecordAsync(HubWorld world)
    {
        var entry = (await world.Buckets.Of(Buckets.Decisions).LoadAsync(default)).Single();
        Assert.Equal(Key, entry.Key);
        var record = DecisionTable.Read(entry);
        Assert.NotNull(record);
        return record;
    }
}
