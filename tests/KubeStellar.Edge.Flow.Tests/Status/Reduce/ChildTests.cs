using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Status.Reduce;
using KubeStellar.Edge.Flow.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

/// <summary>A region is an edge that stands for many.</summary>
public sealed class ChildTests
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly byte[] Source = Encoding.UTF8.GetBytes("""{"files":{"a.js":""},"main":"a.js","v":1}""");
    private static readonly Digest Bundle = Digest.Of(Source);
    private static readonly Digest Wanted = Digest.Of("m"u8);
    private static readonly ManifestRecord Manifest = new() { Policy = Policy, Bundle = Bundle, Reduces = true, Objects = [] };
    private static readonly EdgePresence Here = new(true, new RootVersion(1, 1), "");
    private static readonly DateTimeOffset Old = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SideRuntime _runtime = new();
    private readonly PolicyTally _tally = new(Policy);
    private readonly PolicyReduction _reduction;

    public ChildTests()
    {
        var inventory = new SideInventory();
        inventory.Put(new PolicyRecord { Workspace = "default", Name = "web", Generation = 1, Order = 1, Digest = Bundle, Bundle = JsonSerializer.Deserialize(Source, ContractsJson.Default.PolicyBundle)! });
        _reduction = new PolicyReduction(
            new BundleLoader(inventory, new StoredContents(new SideDesired()), new LoadedBundles(_runtime, TimeProvider.System)), _runtime, TimeProvider.System, Options.Create(new ReduceOptions { BundleGrace = default }));
        Say("store-1", 5);
    }

    [Fact]
    public async Task A_region_counts_as_all_its_edges_beside_single_ones()
    {
        Want("region-eu");
        _tally.Combine("region-eu", Child(Region(30, 28, 100)), Here);
        var made = await MakeAsync();

        Assert.Equal((105, ""), (Sum(made), made.Error));
        Assert.Equal(new Totals { Desired = 31, Received = 30, Applied = 30, Ready = 29, Failed = 1, Unreachable = 1 }, made.Fleet.Totals);
        Assert.Equal((31, 29, Old), (made.Coverage.Edges, made.Coverage.Reporting, made.Coverage.Oldest));
        Assert.Equal(["region-eu/e7"], made.Coverage.Missing);
        Assert.Equal([new EdgeFailure("region-eu/e3", "x: Bad")], made.Fleet.Failures);
        Assert.Equal([("", 1), ("eu", 30)], made.Fleet.Groups.Select(group => (group.Name, group.Totals.Desired)));
        Assert.Equal("""{"n":105}""", Assert.Single(made.Fleet.Bundles).Value!.Value.GetRawText());
    }

    [Fact]
    public async Task Out_of_reach_all_its_edges_are_and_its_value_is_taken_out()
    {
        Want("region-eu");
        _tally.Combine("region-eu", Child(Region(30, 28, 100)), Here);
        await MakeAsync();
        _tally.Presence("region-eu", default);
        var made = await MakeAsync();

        Assert.Equal(5, Sum(made));
        Assert.Equal(new Totals { Desired = 31, Received = 1, Applied = 1, Ready = 1, Unreachable = 30 }, made.Fleet.Totals);
        Assert.Equal((31, 1), (made.Coverage.Edges, made.Coverage.Reporting));
        Assert.Equal(["region-eu"], made.Coverage.Missing);
        Assert.Empty(made.Fleet.Failures);

        _tally.Presence("region-eu", Here);
        Assert.Equal(105, Sum(await MakeAsync()));
    }

    [Fact]
    public async Task Counts_of_another_manifest_are_no_news_of_this_one_but_its_partials_stand()
    {
        Want("region-eu");
        _tally.Combine("region-eu", Child(Region(30, 28, 100)) with { Manifest = Digest.Of("before"u8), Epoch = 1, Revision = 1 }, Here);
        var made = await MakeAsync();
        Assert.Equal(new Totals { Desired = 31, Received = 1, Applied = 1, Ready = 1, Unreachable = 1 }, made.Fleet.Totals);
        Assert.Equal(105, Sum(made));

        // Of the wanted manifest, but of a root before the one that named it.
        _tally.Combine("region-eu", Child(Region(30, 28, 100)) with { Manifest = Wanted, Epoch = 1, Revision = 0 }, Here);
        Assert.Equal(1, (await MakeAsync()).Fleet.Totals.Ready);
        _tally.Combine("region-eu", Child(Region(30, 28, 100)) with { Manifest = Wanted, Epoch = 1, Revision = 1 }, Here);
        Assert.Equal(29, (await MakeAsync()).Fleet.Totals.Ready);
    }

    [Fact]
    public async Task An_edge_that_moves_between_regions_is_counted_once()
    {
        foreach (var region in new[] { "region-eu", "region-us" })
            Want(region);
        _tally.Combine("region-eu", Child(Region(30, 30, 100), "region-eu"), Here);
        _tally.Combine("region-us", Child(Region(10, 10, 50), "region-us"), Here);
        Assert.Equal(155, Sum(await MakeAsync()));
        _tally.Combine("region-us", Child(Region(11, 11, 57), "region-us"), Here);
        _tally.Combine("region-eu", Child(Region(29, 29, 93), "region-eu"), Here);
        var made = await MakeAsync();
        Assert.Equal((155, 41), (Sum(made), made.Coverage.Reporting));

        // It leaves the parent, or becomes a plain edge.
        _tally.Drop("region-us");
        _tally.Combine("region-eu", null, Here);
        made = await MakeAsync();
        Assert.Equal((5, 2, 1), (Sum(made), made.Coverage.Edges, made.Coverage.Reporting));
    }

    [Fact]
    public async Task A_region_whose_value_cannot_be_used_is_left_out_whole_and_named()
    {
        Want("region-eu");
        Want("region-us");
        Say("store-2", 7);
        _tally.Combine("region-eu", Child(Region(30, 28, -100)), Here);
        _tally.Combine("region-us", Child(Region(4, 0, 1) with { Bundles = [Share(4, 4, null) with { Error = "Threw: x" }] }, "region-us"), Here);
        var made = await MakeAsync();

        Assert.Equal((12, "region-eu", 28), (Sum(made), Assert.Single(made.Left).Edge, made.Left[0].Weight));
        Assert.Equal((36, 2), (made.Coverage.Edges, made.Coverage.Reporting));
        Assert.Equal(["region-eu", "region-eu/e7", "region-us"], made.Coverage.Missing);
        Assert.Contains(new EdgeFailure("region-us", "partial: Threw: x"), made.Fleet.Failures);
        Assert.Contains(new EdgeFailure("region-eu", "partial: Threw: a negative number (a.js:1:2)"), made.Fleet.Failures);
    }

    [Fact]
    public void Merging_is_associative_and_commutative_and_nothing_is_neutral()
    {
        var records = Enumerable.Range(0, 5).Select(i => Region(30 + i, 28 - i, 10 * i, $"g{i % 2}", $"e{i}")).ToList();
        static string Text(FleetPartial fleet) => JsonSerializer.Serialize(fleet, ContractsJson.Default.FleetPartial);
        foreach (var a in records)
        {
            Assert.Equal(Text(a), Text(Merge(a, FleetPartial.Empty)));
            foreach (var b in records)
            {
                Assert.Equal(Text(Merge(a, b)), Text(Merge(b, a)));
                foreach (var c in records)
                    Assert.Equal(Text(Merge(Merge(a, b), c)), Text(Merge(a, Merge(b, c))));
            }
        }

        // More than are carried: the first few of all, however they come together.
        var many = Enumerable.Range(0, 60).Select(i => Region(1, 0, 1, $"g{i}", $"e{i:d2}")).ToList();
        var forward = many.Aggregate(Merge);
        Assert.Equal(Text(forward), Text(many.AsEnumerable().Reverse().Aggregate(FleetPartial.Empty, Merge)));
        Assert.Equal((FleetPartial.MaxFailures, 60), (forward.Failures.Count, forward.Totals.Desired));
    }

    [Fact]
    public void A_policy_that_is_not_wanted_there_waits_until_it_is()
    {
        _tally.Combine("region-eu", Child(Region(30, 28, 100)), Here);
        Assert.Equal(1, _tally.Snapshot(9, 9).Totals.Desired);
    }

    private static FleetPartial Merge(FleetPartial left, FleetPartial right) =>
        FleetPartial.Merge(left, right, (_, a, b) => SideRuntime.Number(a.GetProperty("n").GetInt64() + b.GetProperty("n").GetInt64()));

    private static BundleShare Share(int wanted, int reporting, long? n, string missing = "e7") => new()
    {
        Bundle = Bundle,
        Reduces = true,
        Wanted = wanted,
        Reporting = reporting,
        Absent = wanted - reporting,
        Oldest = reporting > 0 ? Old : null,
        Missing = wanted > reporting ? [missing] : [],
        Value = n is { } value ? SideRuntime.Number(value) : null,
    };

    private static FleetPartial Region(int edges, int ready, long n, string group = "eu", string edge = "e3")
    {
        var totals = new Totals { Desired = edges, Received = edges - 1, Applied = edges - 1, Ready = ready, Failed = 1, Unreachable = 1 };
        return new FleetPartial { Totals = totals, Groups = [new GroupTotals("region", group, totals)], Failures = [new EdgeFailure(edge, "x: Bad")], Bundles = [Share(edges, ready, n)] };
    }

    private static ChildPartial Child(FleetPartial fleet, string region = "region-eu") => new() { Edge = region, Policy = Policy, Fleet = fleet };

    private static long Sum(Reduction made) => made.Value!.Value.GetProperty("sum").GetInt64();

    private Task<Reduction> MakeAsync() => _reduction.ReduceAsync(_tally.Snapshot(20, 20), default);

    private void Want(string edge) => _tally.Want(edge, Wanted, Manifest, new RootVersion(1, 1), false, Here);

    private void Say(string edge, long n)
    {
        Want(edge);
        var report = new ReportRecord { Edge = edge, Policy = Policy, Manifest = Wanted, Epoch = 1, Revision = 1, Sequence = 1, Objects = [] };
        _tally.Report(edge, ReportHeads.Of(report, null), new PartialRecord { Edge = edge, Policy = Policy, Bundle = Bundle, Sequence = 1, Value = SideRuntime.Number(n), ArrivedAt = Old.AddHours(1) }, Here);
    }
}
