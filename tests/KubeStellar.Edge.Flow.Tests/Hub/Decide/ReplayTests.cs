using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Decide;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Decide;

public sealed class ReplayTests
{
    private static readonly FakePolicy Stores = new()
    {
        Place = (_, edge) => edge.Labels.GetValueOrDefault("kind") == "store",
        Customize = (_, edge) => SizeOf(edge) == "none" ? null : [JsonOperation.Set(["data", "value"], JsonSerializer.SerializeToElement(SizeOf(edge)))],
        CaseReads = ["labels/kind", "labels/size"],
        Says = edge => edge.Labels.GetValueOrDefault("kind", "nothing"),
        PlaceFails = (_, edge) => edge.Labels.GetValueOrDefault("kind") == "sick" ? new PolicyFault("Threw", $"at {edge.Id}", "stores.js:1:2") : null,
    };

    [Fact]
    public async Task A_decision_comes_out_the_same_from_what_was_recorded()
    {
        var file = await RecordedAsync();
        var result = await ReplayAsync(file, Stores);
        Assert.True(result.Same, string.Join("; ", result.Cases.Select(one => one.Difference)));
        Assert.Equal(
            [DecisionOutcome.Failed, DecisionOutcome.NotPlaced, DecisionOutcome.Omitted, DecisionOutcome.Placed, DecisionOutcome.Placed],
            result.Cases.Select(one => one.Case.Outcome).Order(Comparer<DecisionOutcome>.Create((left, right) => string.CompareOrdinal(left.ToString(), right.ToString()))));
    }

    [Fact]
    public async Task Each_case_that_comes_out_differently_is_told()
    {
        var file = await RecordedAsync();
        Assert.Equal("it is placed: depot", Of(await ReplayAsync(file, Stores with { Place = (_, _) => true }), DecisionOutcome.NotPlaced));
        Assert.Equal("customize does something else", Of(await ReplayAsync(file, Stores with { Customize = (_, _) => [] }), DecisionOutcome.Placed));
        Assert.Equal("it is placed: store", Of(await ReplayAsync(file, Stores with { Customize = (_, _) => [] }), DecisionOutcome.Omitted));
        Assert.Equal("it is not placed: sick", Of(await ReplayAsync(file, Stores with { PlaceFails = null }), DecisionOutcome.Failed));
        Assert.Equal("the reason is now ''", Of(await ReplayAsync(file, Stores with { Says = _ => "" }), DecisionOutcome.NotPlaced));
        Assert.Equal("it reads labels/floor, of which nothing is recorded", Of(await ReplayAsync(file, Stores with { CaseReads = ["labels/kind", "labels/floor"] }), DecisionOutcome.Placed));
        Assert.Equal("no answer: TimedOut: too slow", Of(await ReplayAsync(file, Stores with { PlaceFault = new PolicyFault("TimedOut", "too slow", "") }), DecisionOutcome.Placed));

        var refused = await ReplayAsync(file, Stores with { LoadFault = new PolicyFault("Syntax", "no", "stores.js:1:1") });
        Assert.Equal("Syntax", refused.Fault!.Reason);
        Assert.False(refused.Same);
    }

    [Fact]
    public async Task A_choice_is_replayed_with_its_shares_and_told_when_it_is_another()
    {
        var two = Stores with
        {
            Place = (_, edge) => edge.Labels["kind"] == "store",
            PlaceFails = null,
            Choose = (_, edges, current) => edges.OrderByDescending(edge => current.Contains(edge.Id)).ThenBy(edge => SizeOf(edge), StringComparer.Ordinal).Take(2).Select((edge, i) => (edge.Id, (JsonElement?)JsonElement.Parse($"{(edge.Id == "s1" ? 7 : 3)}"))),
            ChooseReads = FakePolicy.Reads("labels/size"),
            Customize = null,
            CustomizeShare = (_, _, share) => [JsonOperation.Set(["data", "share"], share ?? JsonElement.Parse("0"))],
        };
        var file = await RecordedAsync(two);
        Assert.Equal((3, 2, true), (file.Record.Choice!.Candidates, file.Record.Choice.Chosen, file.Record.Choice.Kept));
        Assert.Equal(["s1", "s3"], file.Inputs!.Chosen);
        Assert.Equal("""{"id":"s1","labels":{"size":"large"}}""", file.Inputs.Candidates[0].GetRawText());
        Assert.Equal(["Placed s1 7", "NotChosen s2 ", "Placed s3 3"], file.Record.Cases.Where(one => one.Outcome != DecisionOutcome.NotPlaced).OrderBy(one => one.Sample[0], StringComparer.Ordinal).Select(one => $"{one.Outcome} {one.Sample[0]} {one.Share}"));

        var same = await ReplayAsync(file, two);
        Assert.True(same.Same, same.Choice + string.Join("; ", same.Cases.Select(one => one.Difference)));
        Assert.Equal("choose chooses others: +s2, -s1", (await ReplayAsync(file, two with { Choose = (_, edges, _) => [("s2", null), ("s3", JsonElement.Parse("3"))] })).Choice);
        Assert.Equal("choose assigns other shares", (await ReplayAsync(file, two with { Choose = (_, edges, _) => [("s1", JsonElement.Parse("8")), ("s3", JsonElement.Parse("3"))] })).Choice);

        var lost = await ReplayAsync(file with { Inputs = null }, two);
        Assert.Contains("cannot be replayed", lost.Choice, StringComparison.Ordinal);
        Assert.False(lost.Same);
    }

    [Fact]
    public async Task Copies_are_compared_one_by_one()
    {
        var several = Stores with { PlaceFails = null, FanOut = (_, _) => [[JsonOperation.Set(["metadata", "name"], JsonElement.Parse("\"a-1\""))], [JsonOperation.Set(["metadata", "name"], JsonElement.Parse("\"a-2\""))]] };
        var file = await RecordedAsync(several);
        Assert.Equal(2, file.Record.Cases.First(one => one.Outcome == DecisionOutcome.Placed).Copies!.Count);
        Assert.True((await ReplayAsync(file, several)).Same);
        Assert.Equal("customize does something else", Of(await ReplayAsync(file, several with { FanOut = (_, _) => [[JsonOperation.Set(["metadata", "name"], JsonElement.Parse("\"a-1\""))]] }), DecisionOutcome.Placed));
    }

    [Fact]
    public void Secrets_leave_no_values_in_what_is_recorded()
    {
        var key = new ObjectKey("", "Secret", "shop", "s");
        IReadOnlyList<JsonOperation> operations = [JsonOperation.Set(["data", "password"], JsonElement.Parse("\"cGFzcw==\"")), JsonOperation.Set(["metadata", "labels", "a"], JsonElement.Parse("\"b\""))];
        var text = JsonSerializer.Serialize(CaseResult.Of(key, new VariantGroup(operations, new EdgeSet(1), false))!.Operations!, ContractsJson.Default.IReadOnlyListJsonOperation);
        Assert.Equal("""[{"op":"set","path":["data","password"],"value":"(hidden)"},{"op":"set","path":["metadata","labels","a"],"value":"b"}]""", text);
        Assert.Contains("cGFzcw==", JsonSerializer.Serialize(CaseResult.Of(key with { Kind = "ConfigMap" }, new VariantGroup(operations, new EdgeSet(1), false))!.Operations!, ContractsJson.Default.IReadOnlyListJsonOperation), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edge_holds_only_what_was_read_of_it()
    {
        var edge = new EdgeRecord
        {
            Id = "s1",
            Labels = new() { ["kind"] = "store", ["floor"] = "2" },
            Properties = new() { ["memoryGiB"] = JsonElement.Parse("4.0"), ["serial"] = JsonElement.Parse("\"x\"") },
            Taints = [new Taint("a", "b", "NoSchedule")],
            Identity = new EdgeIdentity("U", "x", "t", default),
        };
        Assert.Equal("{}", Text(EdgeReads.Nothing));
        Assert.Equal("""{"labels":{"kind":"store"},"properties":{"memoryGiB":4.0}}""", Text(Reads("labels/kind", "labels/absent", "properties/memoryGiB")));
        Assert.Equal("""{"labels":{}}""", Text(Reads("labels/absent")));
        Assert.Equal("""{"id":"s1","labels":{"floor":"2","kind":"store"},"taints":[{"key":"a","value":"b","effect":"NoSchedule"}]}""", Text(Reads("id", "taints", "labels")));
        var whole = EdgeDocument.Read(EdgeDocument.Of(edge, EdgeReads.Everything));
        Assert.Equal((edge.Id, "2", "4.0", "b"), (whole.Id, whole.Labels["floor"], whole.Properties["memoryGiB"].GetRawText(), whole.Taints[0].Value));

        string Text(EdgeReads reads) => EdgeDocument.Of(edge, reads).GetRawText();
        static EdgeReads Reads(params string[] paths) => new(false, paths.ToHashSet());
    }

    private static string SizeOf(EdgeRecord edge) => edge.Labels.GetValueOrDefault("size", "");

    private static string Of(ReplayResult result, DecisionOutcome outcome) => result.Cases.First(one => one.Case.Outcome == outcome).Difference;

    private static Task<ReplayResult> ReplayAsync(DecisionFile file, FakePolicy policy)
    {
        var runtime = new FakeRuntime();
        runtime.Policies["stores"] = policy;
        return new DecisionReplay(runtime).ReplayAsync(file, default);
    }

    /// <summary>Recorded by a hub, then taken from its buckets as they are.</summary>
    private static async Task<DecisionFile> RecordedAsync(FakePolicy? policy = null)
    {
        var world = new HubWorld();
        world.Policies["stores"] = policy ?? Stores;
        using var hub = await world.StartAsync();
        await hub.JoinAsync("s1", ("kind", "store"), ("size", "large"), ("noise", "1"));
        await hub.JoinAsync("s2", ("kind", "store"), ("size", "small"));
        await hub.JoinAsync("s3", ("kind", "store"), ("size", "none"));
        await hub.JoinAsync("d1", ("kind", "depot"));
        await hub.JoinAsync("x1", ("kind", "sick"));
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.PolicyAsync("stores", "stores");
        await hub.StepAsync();

        // Edges that failed are asked once more in between.
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        await hub.StepAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(1.5));
        await hub.StepAsync();
        var record = DecisionTable.Read((await world.Buckets.Of(Buckets.Decisions).LoadAsync(default)).Single())!;
        var contents = hub.Service<ContentPool>();
        return new DecisionFile
        {
            Record = record,
            Bundle = JsonSerializer.Deserialize(await contents.ContentAsync(record.Bundle, default), ContractsJson.Default.PolicyBundle)!,
            Object = JsonElement.Parse(await contents.ContentAsync(record.Source, default)),
            Inputs = record.Choice is { Kept: true } choice ? JsonSerializer.Deserialize(await contents.ContentAsync(choice.Inputs, default), ContractsJson.Default.DecisionInputs) : null,
        };
    }
}
