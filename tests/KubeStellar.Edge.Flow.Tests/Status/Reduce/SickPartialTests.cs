using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Status.Reduce;
using KubeStellar.Edge.Flow.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

/// <summary>One sick edge costs a summary only itself; a sick reducer costs the summary.</summary>
public sealed class SickPartialTests
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly byte[] Source = Encoding.UTF8.GetBytes("""{"files":{"a.js":""},"main":"a.js","v":1}""");
    private static readonly Digest Bundle = Digest.Of(Source);
    private static readonly Digest Wanted = Digest.Of("m"u8);
    private static readonly ManifestRecord Manifest = new() { Policy = Policy, Bundle = Bundle, Reduces = true, Objects = [] };
    private static readonly EdgePresence Here = new(true, new RootVersion(1, 1), "");

    private readonly SideRuntime _runtime = new();
    private readonly PolicyTally _tally = new(Policy);
    private readonly PolicyReduction _reduction;

    public SickPartialTests()
    {
        var inventory = new SideInventory();
        inventory.Put(new PolicyRecord { Workspace = "default", Name = "web", Generation = 1, Order = 1, Digest = Bundle, Bundle = JsonSerializer.Deserialize(Source, ContractsJson.Default.PolicyBundle)! });
        _reduction = new PolicyReduction(new BundleLoader(inventory, new StoredContents(new SideDesired()), new LoadedBundles(_runtime, TimeProvider.System)), _runtime, TimeProvider.System, Options.Create(new ReduceOptions { BundleGrace = default, MaxMissing = 10 }));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task A_sick_edge_is_left_out_wherever_it_stands_and_comes_back(int edges)
    {
        for (var sick = 0; sick < Math.Min(edges, 20); sick++)
        {
            for (var edge = 0; edge < edges; edge++)
                Say(edge, edge == sick ? "-1" : "1");
            var made = await MakeAsync();
            Assert.Equal((edges - 1, ""), (Sum(made), made.Error));
            Assert.Equal([new LeftLeaf(Name(sick), "Threw: a negative number (a.js:1:2)")], made.Left);
            Say(sick, "1");
            made = await MakeAsync();
            Assert.Equal(edges, Sum(made));
            Assert.Empty(made.Left);
        }
    }

    [Fact]
    public async Task A_newcomer_is_blamed_before_those_that_went_together()
    {
        for (var edge = 0; edge < 64; edge++)
            Say(edge, "1");
        Assert.Equal(64, Sum(await MakeAsync()));
        var crossings = _runtime.Crossings;
        foreach (var edge in new[] { 3, 17, 63 })
            Say(edge, "-5");
        Say(20, "2");
        var made = await MakeAsync();
        Assert.Equal((62, 3), (Sum(made), made.Left.Count));
        Assert.InRange(_runtime.Crossings - crossings, 1, 100);

        // It stays out without being tried again.
        crossings = _runtime.Crossings;
        Say(20, "1");
        made = await MakeAsync();
        Assert.Equal((61, 3), (Sum(made), made.Left.Count));
        Assert.InRange(_runtime.Crossings - crossings, 1, 6);
        _tally.Drop(Name(3));
        Assert.Equal(2, (await MakeAsync()).Left.Count);
    }

    [Fact]
    public async Task What_only_finish_refuses_is_found_too()
    {
        _runtime.MostToFinish = 1_000;
        for (var edge = 0; edge < 40; edge++)
            Say(edge, edge == 11 ? "5000" : "1");
        var made = await MakeAsync();
        Assert.Equal((39, "Threw: too much"), (Sum(made), Assert.Single(made.Left).Why));
    }

    [Fact]
    public async Task Ten_thousand_edges_with_a_few_sick_ones_are_reduced_in_few_crossings()
    {
        for (var edge = 0; edge < 10_000; edge++)
            Say(edge, edge % 2_500 == 1_234 ? "-1" : "1");
        var made = await MakeAsync();
        Assert.Equal((9_996, 4), (Sum(made), made.Left.Count));
        Assert.InRange(_runtime.Crossings, 1, 2_000);
    }

    [Theory]
    [InlineData("Threw", 40)]
    [InlineData("TimedOut", 8)]
    public async Task A_reducer_that_is_broken_for_everyone_stalls_soon(string reason, int most)
    {
        for (var edge = 0; edge < 100; edge++)
            Say(edge, "1");
        _runtime.Fault = new PolicyFault(reason, "x", "");
        var made = await MakeAsync();
        Assert.Equal((reason + ": x", 0), (made.Error, made.Left.Count));
        Assert.Null(made.Value);
        Assert.InRange(_runtime.Crossings, 1, most);
        _runtime.Fault = null;
        Assert.Equal(100, Sum(await MakeAsync()));
    }

    [Fact]
    public async Task Half_the_fleet_against_the_other_is_the_reducers_fault()
    {
        for (var edge = 0; edge < 40; edge++)
            Say(edge, edge is 8 or 9 ? "1" : "-1");
        Assert.Equal("Threw: a negative number (a.js:1:2)", (await MakeAsync()).Error);
        for (var edge = 0; edge < 40; edge++)
            Say(edge, "1");
        Assert.Equal(40, Sum(await MakeAsync()));
    }

    [Fact]
    public async Task The_summary_counts_and_names_who_is_left_out()
    {
        for (var edge = 0; edge < 10; edge++)
            Say(edge, edge == 4 ? "-1" : "1");
        Say(5, null, "Threw at a.js:3:7: x is not defined");
        Say(6, "\"" + new string('x', PartialLimits.MaxBytes) + "\"", raw: true);
        Say(7, new string('[', ValueLimits.MaxDepth + 1) + new string(']', ValueLimits.MaxDepth + 1), raw: true);
        var snapshot = _tally.Snapshot(10, 10);
        var made = await _reduction.ReduceAsync(snapshot, default);
        Assert.Equal(6, Sum(made));
        var coverage = made.Coverage;
        Assert.Equal((10, 6), (coverage.Edges, coverage.Reporting));
        Assert.Equal([Name(4), Name(5), Name(6), Name(7)], coverage.Missing);
        Assert.Collection(
            made.Failures(snapshot.Failures, 10),
            line => Assert.Equal($"{Name(4)} partial: Threw: a negative number (a.js:1:2)", line),
            line => Assert.Equal($"{Name(5)} partial: Threw at a.js:3:7: x is not defined", line),
            line => Assert.StartsWith($"{Name(6)} partial: it has ", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"{Name(7)} partial: it is nested", line, StringComparison.Ordinal));
        Assert.Equal(2, made.Failures(snapshot.Failures, 2).Count);
    }

    private static string Name(int edge) => $"e{edge:d5}";

    private static long Sum(Reduction made) => made.Value!.Value.GetProperty("sum").GetInt64();

    private async Task<Reduction> MakeAsync()
    {
        return await _reduction.ReduceAsync(_tally.Snapshot(10, 10), default);
    }

    private void Say(int edge, string? n, string error = "", bool raw = false)
    {
        var name = Name(edge);
        _tally.Want(name, Wanted, Manifest, new RootVersion(1, 1), false, Here);
        var report = new ReportRecord { Edge = name, Policy = Policy, Manifest = Wanted, Epoch = 1, Revision = 1, Sequence = 1, Objects = [] };
        JsonElement? value = n is null ? null : JsonElement.Parse(raw ? n : $$"""{"n":{{n}}}""");
        _tally.Report(name, ReportHeads.Of(report, null), new PartialRecord { Edge = name, Policy = Policy, Bundle = Bundle, Sequence = 1, Value = value, Error = error }, Here);
    }
}
