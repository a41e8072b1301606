using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Status.Reduce;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

public sealed class ReducerTests : IAsyncDisposable
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly PolicyKey Other = new("default", "other");
    private static readonly ObjectKey Key = new("", "ConfigMap", "shop", "a");
    private static readonly Digest Content = Digest.Of("{}"u8);
    private static readonly byte[] Source = Encoding.UTF8.GetBytes("""{"files":{"a.js":""},"main":"a.js","v":1}""");
    private static readonly Digest Bundle = Digest.Of(Source);

    private readonly MemoryBuckets _buckets = MemoryBuckets.Made(TimeProvider.System);
    private readonly SideInventory _inventory = new();
    private readonly SideDesired _desired = new();
    private readonly SideRuntime _runtime = new();
    private readonly StatusFeed _feed = new();
    private readonly SummaryBook _book;
    private readonly Reducer _reducer;

    public ReducerTests()
    {
        _book = new SummaryBook(_buckets, NullLogger<SummaryBook>.Instance);
        _reducer = new Reducer(
            _feed, _book, new BundleLoader(_inventory, new StoredContents(_desired), new LoadedBundles(_runtime, TimeProvider.System)), _runtime, _inventory, _desired, TimeProvider.System,
            Options.Create(new ReduceOptions { Period = TimeSpan.FromMilliseconds(5), RetryAfter = TimeSpan.FromMilliseconds(20) }), NullLogger<Reducer>.Instance);
        _desired.Store(Bundle, Source);
        foreach (var policy in new[] { Policy, Other })
            _inventory.Put(new PolicyRecord { Workspace = policy.Workspace, Name = policy.Name, Generation = 1, Order = 1, Digest = Bundle, Bundle = JsonSerializer.Deserialize(Source, ContractsJson.Default.PolicyBundle)! });
    }

    [Fact]
    public async Task Sums_up_what_edges_say_and_writes_it()
    {
        await _reducer.StartAsync(default);
        var manifest = _desired.Manifest(Policy, Bundle, true, (Key, Content));
        _feed.RootsPublished([.. Enumerable.Range(0, 100).Select(edge => _desired.Publish($"e{edge:d3}", 1, edge + 1, (Policy, manifest)))]);
        for (var edge = 0; edge < 99; edge++)
            Report($"e{edge:d3}", manifest, edge + 1, edge);
        _feed.PresenceChanged("e007", default);

        var summary = await UntilAsync(one => one.Totals is { Ready: 98, Unreachable: 1 } && one.Coverage.Reporting == 98 && one.Value is not null);
        Assert.Equal(new Totals { Desired = 100, Received = 98, Applied = 98, Ready = 98, Unreachable = 1 }, summary.Totals);
        Assert.Equal(["e007", "e099"], summary.Coverage.Missing);
        Assert.Equal($"{{\"sum\":{(98 * 99 / 2) - 7}}}", summary.Value!.Value.GetRawText());
        var stored = await _buckets.Of(Buckets.Summaries).GetAsync(Policy.ToString(), default);
        Assert.Contains("\"ready\":98", Encoding.UTF8.GetString(stored!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_stalls_one_policy_and_heals()
    {
        _runtime.Fault = new PolicyFault("Threw", "x is undefined", "a.js:3:7");
        await _reducer.StartAsync(default);
        var reducing = _desired.Manifest(Policy, Bundle, true, (Key, Content));
        var plain = _desired.Manifest(Other, Bundle, false, (Key, Content));
        _feed.RootsPublished([_desired.Publish("e1", 1, 1, (Policy, reducing), (Other, plain)), _desired.Publish("e2", 1, 2, (Policy, reducing))]);
        Report("e1", reducing, 1, 1);
        Report("e2", reducing, 2, 2);

        var stalled = await UntilAsync(one => one.Error.Length > 0);
        Assert.Equal("Threw: x is undefined (a.js:3:7)", stalled.Error);
        Assert.Null(stalled.Value);
        Assert.Equal("", (await UntilAsync(one => one.Totals.Desired == 1, Other)).Error);

        _runtime.Fault = null;
        Assert.Equal("{\"sum\":3}", (await UntilAsync(one => one.Error.Length == 0 && one.Value is not null)).Value!.Value.GetRawText());
    }

    [Fact]
    public async Task Nothing_is_written_twice_and_a_restart_keeps_what_it_finds()
    {
        await _reducer.StartAsync(default);
        var manifest = _desired.Manifest(Policy, Bundle, true, (Key, Content));
        _feed.RootsPublished([_desired.Publish("e1", 1, 1, (Policy, manifest))]);
        Report("e1", manifest, 1, 5);
        await UntilAsync(one => one.Totals.Ready == 1 && one.Value is not null);
        await UntilAsync(one => one.Totals.Desired == 0, Other);
        await _reducer.StopAsync(default);
        _buckets.Of(Buckets.Summaries).ClearWritten();

        var book = new SummaryBook(_buckets, NullLogger<SummaryBook>.Instance);
        var feed = new StatusFeed();
        using var again = new Reducer(
            feed, book, new BundleLoader(_inventory, new StoredContents(_desired), new LoadedBundles(_runtime, TimeProvider.System)), _runtime, _inventory, _desired, TimeProvider.System,
            Options.Create(new ReduceOptions { Period = TimeSpan.FromMilliseconds(5) }), NullLogger<Reducer>.Instance);
        await again.StartAsync(default);

        // The reports come first, then the roots, as after a real start; then one more thing, so that there is something to wait for.
        feed.Reported("e1", Policy, ReportOf("e1", manifest, 1), PartialOf("e1", 5));
        feed.RootsPublished([new RootChange("e1", null, _desired.Root("e1"))]);
        _desired.Hold(Other, 3);
        await UntilAsync(one => one.Totals.Held == 3, Other, book);
        Assert.DoesNotContain(_buckets.Of(Buckets.Summaries).Written, write => write.Key == Policy.ToString());
        Assert.Equal(1, book.Of(Policy)!.Totals.Ready);
        await again.StopAsync(default);
    }

    [Fact]
    public async Task A_policy_that_is_gone_takes_its_summary_along()
    {
        await _reducer.StartAsync(default);
        var manifest = _desired.Manifest(Policy, Bundle, false, (Key, Content));
        _feed.RootsPublished([_desired.Publish("e1", 1, 1, (Policy, manifest))]);
        await UntilAsync(one => one.Totals.Desired == 1);
        _inventory.Remove(Policy);
        _feed.RootsPublished([_desired.Publish("e1", 1, 2)]);
        while (await _buckets.Of(Buckets.Summaries).GetAsync(Policy.ToString(), default) is not null)
            await Task.Yield();
    }

    [Fact]
    public async Task A_regions_record_is_taken_even_before_its_root_and_what_all_amount_to_is_told()
    {
        var heard = new Heard();
        using var reducer = new Reducer(
            _feed, _book, new BundleLoader(_inventory, new StoredContents(_desired), new LoadedBundles(_runtime, TimeProvider.System)), _runtime, _inventory, _desired, TimeProvider.System,
            Options.Create(new ReduceOptions { Period = TimeSpan.FromMilliseconds(5) }), NullLogger<Reducer>.Instance, [heard]);
        _inventory.Add("e1", ("region", "us"));
        await reducer.StartAsync(default);
        var manifest = _desired.Manifest(Policy, Bundle, true, (Key, Content));
        var totals = new Totals { Desired = 40, Received = 40, Applied = 40, Ready = 39 };
        var share = new BundleShare { Bundle = Bundle, Reduces = true, Wanted = 40, Reporting = 40, Value = SideRuntime.Number(400) };
        _feed.Combined("region-eu", Policy, new ChildPartial { Edge = "region-eu", Policy = Policy, Fleet = new FleetPartial { Totals = totals, Bundles = [share], Groups = [new GroupTotals("region", "eu", totals)] } });
        _feed.RootsPublished([_desired.Publish("e1", 1, 1, (Policy, manifest)), _desired.Publish("region-eu", 1, 2, (Policy, manifest))]);
        Report("e1", manifest, 1, 5);

        var summary = await UntilAsync(one => one.Coverage.Reporting == 41 && one.Groups?.Count == 2);
        Assert.Equal((41, 40, "{\"sum\":405}"), (summary.Totals.Desired, summary.Totals.Ready, summary.Value!.Value.GetRawText()));
        Assert.Equal([("eu", 40), ("us", 1)], summary.Groups!.Select(group => (group.Name, group.Totals.Desired)));
        Assert.Equal(405, _book.Combined(Policy)!.Bundles.Single().Value!.Value.GetProperty("n").GetInt64());
        Assert.Equal(405, heard.Last[Policy]!.Bundles.Single().Value!.Value.GetProperty("n").GetInt64());

        _feed.Combined("region-eu", Policy, null);
        await UntilAsync(one => one.Totals.Desired == 2 && one.Coverage.Reporting == 1);
        await reducer.StopAsync(default);
    }

    [Fact]
    public async Task Totals_are_by_the_policys_label_and_by_wave_and_follow_both()
    {
        _runtime.GroupBy = "country";
        _inventory.Add("e1", ("country", "de"));
        _inventory.Add("e2", ("country", "ch"));
        var plan = JsonSerializer.SerializeToUtf8Bytes(
            new RolloutPlanRecord { Policy = Policy, Number = 1, Waves = [["e1"], ["e2", "e3"]], From = [], To = [] }, ContractsJson.Default.RolloutPlanRecord);
        _desired.Store(Digest.Of(plan), plan);
        _desired.Rolling[Policy] = new RolloutRecord
        {
            Policy = Policy,
            Progress = new RolloutProgress
            {
                Number = 1, Inputs = default, Bundle = Bundle, Plan = Digest.Of(plan), StartedAt = default, Since = default,
                Waves = [new WaveRecord { Name = "canary" }, new WaveRecord { Name = "rest", Rule = 1 }],
            },
        };
        await _reducer.StartAsync(default);
        var manifest = _desired.Manifest(Policy, Bundle, true, (Key, Content));
        _feed.RootsPublished([_desired.Publish("e1", 1, 1, (Policy, manifest)), _desired.Publish("e2", 1, 2, (Policy, manifest)), _desired.Publish("e3", 1, 3, (Policy, manifest))]);
        Report("e1", manifest, 1, 1);

        var summary = await UntilAsync(one => one.Waves?.Count == 2 && one.Groups?.Count == 3);
        Assert.Equal([("country", "", 1, 0), ("country", "ch", 1, 0), ("country", "de", 1, 1)], summary.Groups!.Select(group => (group.By, group.Name, group.Totals.Desired, group.Totals.Ready)));
        Assert.Equal([(0, "canary", 1, 1), (1, "rest", 2, 0)], summary.Waves!.Select(wave => (wave.Rule, wave.Name, wave.Totals.Desired, wave.Totals.Ready)));

        // A person labels an edge, and the rollout has no waves any more.
        _inventory.Add("e3", ("country", "ch"));
        _desired.Rolling.TryRemove(Policy, out _);
        summary = await UntilAsync(one => one.Waves is null && one.Groups?.Count == 2);
        Assert.Equal([("ch", 2), ("de", 1)], summary.Groups!.Select(group => (group.Name, group.Totals.Desired)));
    }

    [Fact]
    public void Ten_thousand_changes_do_not_hold_up_the_publisher()
    {
        var manifest = _desired.Manifest(Policy, Bundle, true, (Key, Content));
        IReadOnlyList<RootChange> changes = [.. Enumerable.Range(0, 10_000).Select(edge => _desired.Publish($"e{edge:d5}", 1, edge + 1, (Policy, manifest)))];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        _feed.RootsPublished(changes);
        watch.Stop();

        // Handing over is one list, whatever is in it: bytes hold where times on a shared machine do not.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        TestContext.Current.TestOutputHelper?.WriteLine($"10,000 changes handed over in {watch.Elapsed.TotalMicroseconds:f0} us");
    }

    public async ValueTask DisposeAsync()
    {
        await _reducer.StopAsync(default);
        _reducer.Dispose();
    }

    private void Report(string edge, Digest manifest, long revision, long n) =>
        _feed.Reported(edge, Policy, ReportOf(edge, manifest, revision), PartialOf(edge, n));

    private static PartialRecord PartialOf(string edge, long n) => new() { Edge = edge, Policy = Policy, Bundle = Bundle, Sequence = 1, Value = SideRuntime.Number(n) };

    private static ReportHead ReportOf(string edge, Digest manifest, long revision) => ReportHeads.Of(new ReportRecord
    {
        Edge = edge,
        Policy = Policy,
        Manifest = manifest,
        Epoch = 1,
        Revision = revision,
        Sequence = 1,
        Objects = new() { [Key.ToString()] = new ReportObject { Content = Content, Applied = true, ObservedAfterApply = true, Health = Health.Current } },
    }, null);

    private async Task<SummaryRecord> UntilAsync(Func<SummaryRecord, bool> condition, PolicyKey? policy = null, SummaryBook? book = null)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            late.Token.ThrowIfCancellationRequested();
            if ((book ?? _book).Of(policy ?? Policy) is { } summary && condition(summary))
                return summary;
            await Task.Yield();
        }
    }

    private sealed class Heard : IFleetObserver
    {
        internal ConcurrentDictionary<PolicyKey, FleetPartial?> Last { get; } = new();

        public void Changed(PolicyKey policy, FleetPartial? fleet) => Last[policy] = fleet;
    }
}
