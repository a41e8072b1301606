using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Status.Reduce;
using KubeStellar.Edge.Flow.Tests.Fakes;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

/// <summary>Partials of two versions are never mixed, and a new version is filled without a gap in the summary.</summary>
public sealed class VersionTests
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly byte[][] Sources = [.. new[] { "1", "2" }.Select(text => Encoding.UTF8.GetBytes($$"""{"files":{"a.js":"{{text}}"},"main":"a.js","v":1}"""))];
    private static readonly Digest[] Bundles = [.. Sources.Select(source => Digest.Of(source))];
    private static readonly Digest[] Manifests = [Digest.Of("m1"u8), Digest.Of("m2"u8)];
    private static readonly ManifestRecord[] Parsed = [Record(0), Record(1)];
    private static readonly EdgePresence Here = new(true, RootVersion.None, "");
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly SideRuntime _runtime = new();
    private readonly PolicyTally _tally = new(Policy);
    private readonly PolicyReduction _reduction;

    public VersionTests()
    {
        var desired = new SideDesired();
        for (var which = 0; which < Bundles.Length; which++)
            desired.Store(Bundles[which], Sources[which]);
        _reduction = Reduction(desired);
        PolicyReduction Reduction(SideDesired stored) => new(
            new BundleLoader(new SideInventory(), new StoredContents(stored), new LoadedBundles(_runtime, _time)), _runtime, _time, Options.Create(new ReduceOptions { BundleGrace = Grace }));
    }

    [Fact]
    public async Task The_end_of_the_grace_alone_makes_no_gap()
    {
        await AllUnderTheFirstAsync(10);
        Move(10);
        for (var edge = 0; edge < 3; edge++)
            Say(edge, 1, 100);
        Assert.Equal((0, 10, 10), await ShownAsync());

        // Seven have not answered and are in reach: more report under the old version, so the summary is of these, each as it is now.
        _time.Advance(Grace);
        Assert.Equal((0, 7, 7), await ShownAsync());
        Say(3, 1, 100);
        Say(9, 0, 5);
        Assert.Equal((0, 10, 6), await ShownAsync());

        // Five of each: the new one is wanted.
        Say(4, 1, 100);
        Assert.Equal((1, 500, 5), await ShownAsync());
        for (var edge = 5; edge < 10; edge++)
            Say(edge, 1, 100);
        Assert.Equal((1, 1000, 10), await ShownAsync());
    }

    [Fact]
    public async Task Who_is_out_of_reach_or_fails_under_the_new_version_holds_nothing_up()
    {
        await AllUnderTheFirstAsync(10);
        Move(10);
        for (var edge = 0; edge < 4; edge++)
            Say(edge, 1, 100);
        for (var edge = 4; edge < 9; edge++)
            _tally.Presence(Name(edge), default);
        Assert.Equal((0, 10, 10), await ShownAsync());
        _tally.Report(Name(9), Report(9, 1), new PartialRecord { Edge = Name(9), Policy = Policy, Bundle = Bundles[1], Sequence = 2, Error = "Threw: x" }, Here);
        Assert.Equal((1, 400, 4), await ShownAsync());
    }

    [Fact]
    public async Task As_many_as_before_are_enough_and_versions_are_never_mixed()
    {
        await AllUnderTheFirstAsync(4);
        _tally.Presence(Name(3), default);
        Assert.Equal((0, 3, 3), await ShownAsync());
        Move(4);
        _tally.Presence(Name(3), Here);
        for (var edge = 0; edge < 2; edge++)
            Say(edge, 1, 100);
        Assert.Equal((0, 3, 3), await ShownAsync());
        Say(2, 1, 100);
        Assert.Equal((1, 300, 3), await ShownAsync());
    }

    [Fact]
    public async Task Edges_of_another_wave_are_elsewhere_and_not_missing()
    {
        await AllUnderTheFirstAsync(10);
        for (var edge = 0; edge < 4; edge++)
        {
            _tally.Want(Name(edge), Manifests[1], Parsed[1], new RootVersion(1, 2), false, Here);
            Say(edge, 1, 100);
        }

        _tally.Presence(Name(9), default);
        var made = await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default);
        Assert.Equal((Bundles[0], "{\"sum\":5}"), (made.Bundle, made.Value!.Value.GetRawText()));
        Assert.Equal((10, 5, 4), (made.Coverage.Edges, made.Coverage.Reporting, made.Coverage.Elsewhere));
        Assert.Equal([Name(9)], made.Coverage.Missing);
    }

    [Fact]
    public async Task A_hub_that_starts_keeps_what_it_finds_until_as_much_is_in()
    {
        _reduction.Resume(new SummaryRecord { Policy = Policy, Bundle = Bundles[0], Totals = new Totals(), Coverage = new Coverage(3, 3, []), Value = SideRuntime.Number(77) });
        for (var edge = 0; edge < 3; edge++)
            Want(edge, 0);
        Say(0, 0, 1);
        var made = await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default);
        Assert.Equal(("{\"n\":77}", 3), (made.Value!.Value.GetRawText(), made.Coverage.Reporting));
        Say(1, 0, 1);
        Say(2, 0, 1);
        Assert.Equal((0, 3, 3), await ShownAsync());
        Say(2, 0, 5);
        Assert.Equal((0, 7, 3), await ShownAsync());
    }

    [Fact]
    public async Task What_a_hub_found_ends_with_the_grace_where_an_edge_lost_its_partial()
    {
        _reduction.Resume(new SummaryRecord { Policy = Policy, Bundle = Bundles[0], Totals = new Totals(), Coverage = new Coverage(3, 3, []), Value = SideRuntime.Number(77) });
        for (var edge = 0; edge < 3; edge++)
            Want(edge, 0);
        Say(0, 0, 1);
        await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default);
        _time.Advance(Grace);
        Assert.Equal((0, 1, 1), await ShownAsync());
    }

    [Fact]
    public async Task The_oldest_partial_is_told_by_its_time()
    {
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        for (var edge = 0; edge < 3; edge++)
        {
            Want(edge, 0);
            Say(edge, 0, 1, start.AddMinutes(edge));
        }

        Assert.Equal(start, (await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default)).Coverage.Oldest);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(_tally.Dirty);
        Say(0, 0, 1, start.AddHours(1));
        Assert.Equal(start.AddMinutes(1), (await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default)).Coverage.Oldest);
        _tally.Presence(Name(1), default);
        Assert.Equal(start.AddMinutes(2), (await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default)).Coverage.Oldest);
        _tally.Drop(Name(2));
        Assert.Equal(start.AddHours(1), (await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default)).Coverage.Oldest);
    }

    [Fact]
    public async Task An_unlawful_reducer_stalls_its_value_and_totals_go_on()
    {
        _runtime.Lawless = true;
        await MoveInAsync(5);
        var made = await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default);
        Assert.Null(made.Value);
        Assert.StartsWith("Unlawful: combine(a, b) is not combine(b, a). a of e", made.Error, StringComparison.Ordinal);
        Assert.Equal((5, 5), (made.Fleet.Totals.Ready, made.Coverage.Reporting));
        Assert.Null(Assert.Single(made.Fleet.Bundles).Value);

        _tally.Presence(Name(0), default);
        made = await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default);
        Assert.Equal((4, 1), (made.Fleet.Totals.Ready, made.Fleet.Totals.Unreachable));
        Assert.StartsWith("Unlawful", made.Error, StringComparison.Ordinal);

        // Another version is another reducer.
        _runtime.Lawless = false;
        Move(5);
        for (var edge = 1; edge < 5; edge++)
            Say(edge, 1, 100);
        Assert.Equal((1, 400, 4), await ShownAsync());
    }

    [Fact]
    public async Task One_changed_leaving_or_silent_edge_of_ten_thousand_costs_one_pair_a_level_and_one_crossing()
    {
        await MoveInAsync(10_000);
        Assert.Equal((0, 10_000, 10_000), await ShownAsync());
        var left = 10_000;
        foreach (var change in new Action[] { () => Say(4_711, 0, 1, DateTimeOffset.UnixEpoch), () => Say(17, 0, 2), () => _tally.Presence(Name(42), default), () => _tally.Drop(Name(9_999)) })
        {
            var (crossings, pairs) = (_runtime.Crossings, _runtime.Pairs);
            change();
            var (_, _, reporting) = await ShownAsync();

            // 14 levels; the first said nothing new.
            Assert.InRange(_runtime.Pairs - pairs, 0, 14);
            Assert.InRange(_runtime.Crossings - crossings, 0, 1);
            Assert.InRange(reporting, left - 1, left);
            left = reporting;
        }

        Assert.Equal(9_998, left);
    }

    private async Task AllUnderTheFirstAsync(int edges)
    {
        await MoveInAsync(edges);
        Assert.Equal((0, edges, edges), await ShownAsync());
    }

    private Task MoveInAsync(int edges)
    {
        for (var edge = 0; edge < edges; edge++)
        {
            Want(edge, 0);
            Say(edge, 0, _runtime.Lawless ? edge : 1);
        }

        return Task.CompletedTask;
    }

    private void Move(int edges)
    {
        for (var edge = 0; edge < edges; edge++)
            Want(edge, 1);
    }

    private void Want(int edge, int which) => _tally.Want(Name(edge), Manifests[which], Parsed[which], new RootVersion(1, which + 1), false, Here);

    private void Say(int edge, int which, long n, DateTimeOffset? at = null) => _tally.Report(
        Name(edge), Report(edge, which), new PartialRecord { Edge = Name(edge), Policy = Policy, Bundle = Bundles[which], Sequence = 1, Value = SideRuntime.Number(n), ArrivedAt = at }, Here);

    private async Task<(int Which, long Sum, int Reporting)> ShownAsync()
    {
        var made = await _reduction.ReduceAsync(_tally.Snapshot(9, 9), default);
        Assert.Equal("", made.Error);
        return (Array.IndexOf(Bundles, made.Bundle), made.Value!.Value.GetProperty("sum").GetInt64(), made.Coverage.Reporting);
    }

    private static string Name(int edge) => $"e{edge:d2}";

    private static ManifestRecord Record(int which) => new() { Policy = Policy, Bundle = Bundles[which], Reduces = true, Objects = [] };

    private static ReportHead Report(int edge, int which) =>
        ReportHeads.Of(new ReportRecord { Edge = Name(edge), Policy = Policy, Manifest = Manifests[which], Epoch = 1, Revision = which + 1, Sequence = 1, Objects = [] }, null);
}
