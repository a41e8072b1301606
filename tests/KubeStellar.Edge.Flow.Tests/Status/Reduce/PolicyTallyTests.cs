using System.Text;
using CsCheck;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Status.Reduce;
using KubeStellar.Edge.Flow.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

public sealed class PolicyTallyTests
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly ObjectKey Key = new("", "ConfigMap", "shop", "a");
    private static readonly Digest[] Contents = [Digest.Of("1"u8), Digest.Of("2"u8)];
    private static readonly byte[][] Sources = [.. new[] { "1", "2" }.Select(text => Encoding.UTF8.GetBytes($$"""{"files":{"a.js":"{{text}}"},"main":"a.js","v":1}"""))];
    private static readonly Digest[] Bundles = [.. Sources.Select(source => Digest.Of(source))];
    private static readonly Digest[] Manifests = [Digest.Of("m1"u8), Digest.Of("m2"u8)];
    private static readonly ManifestRecord[] Parsed = [Record(0), Record(1)];
    private static readonly EdgePresence Here = new(true, RootVersion.None, "");

    private enum Act
    {
        Want,
        Drop,
        Report,
        Presence,
    }

    private sealed record Step(Act Act, int Edge, int Which, int Value);

    private sealed class Model
    {
        public int? Wanted { get; set; }

        public long Since { get; set; }

        public ReportHead? Report { get; set; }

        public PartialRecord? Partial { get; set; }

        public EdgePresence Presence { get; set; } = Here;
    }

    [Fact]
    public void Any_history_gives_the_summary_that_a_fresh_count_of_its_end_gives()
    {
        var step = Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 12], Gen.Int[0, 1], Gen.Int[0, 50], (act, edge, which, value) => new Step(act, edge, which, value));
        step.List[0, 150].Sample(steps =>
        {
            var models = Enumerable.Range(0, 13).Select(_ => new Model()).ToArray();
            var tally = new PolicyTally(Policy);
            var reduction = Reduction();
            var clock = 0L;
            foreach (var one in steps)
            {
                clock++;
                Do(tally, models[one.Edge], one, clock);
                if (clock % 11 == 0)
                    Summary(tally, reduction, models);
            }

            var fresh = new PolicyTally(Policy);
            foreach (var edge in Enumerable.Range(0, models.Length).Reverse())
            {
                var model = models[edge];
                if (model.Wanted is not { } wanted)
                    continue;
                fresh.Want(Name(edge), Manifests[wanted], Parsed[wanted], new RootVersion(1, model.Since), false, model.Presence);
                fresh.Report(Name(edge), model.Report, model.Partial, model.Presence);
            }

            Assert.Equal(Summary(fresh, Reduction(), models), Summary(tally, reduction, models));
        });
    }

    [Fact]
    public void A_stale_report_counts_for_nothing()
    {
        var tally = new PolicyTally(Policy);
        tally.Want("e1", Manifests[0], Parsed[0], new RootVersion(1, 5), false, Here);

        tally.Report("e1", Report(0, 4, Health.Current, true), null, Here);
        Assert.Equal(new Totals { Desired = 1 }, tally.Snapshot(9, 9).Totals);

        tally.Report("e1", Report(1, 9, Health.Current, true), null, Here);
        Assert.Equal(new Totals { Desired = 1 }, tally.Snapshot(9, 9).Totals);

        // Health that was seen before it was applied: applied it is, ready it is not, and failed neither.
        tally.Report("e1", Report(0, 5, Health.Failed, false), null, Here);
        Assert.Equal(new Totals { Desired = 1, Received = 1, Applied = 1, Degraded = 1 }, tally.Snapshot(9, 9).Totals);

        tally.Report("e1", Report(0, 5, Health.Current, true), null, Here);
        Assert.Equal(new Totals { Desired = 1, Received = 1, Applied = 1, Ready = 1 }, tally.Snapshot(9, 9).Totals);
    }

    [Fact]
    public void Unreachable_is_counted_apart_and_never_as_failed()
    {
        var tally = new PolicyTally(Policy);
        tally.Want("e1", Manifests[0], Parsed[0], new RootVersion(1, 1), false, Here);
        tally.Report("e1", Report(0, 1, Health.Failed, true), null, Here);
        var failing = tally.Snapshot(9, 9);
        Assert.Equal(1, failing.Totals.Failed);
        Assert.Equal([$"e1 {Key}: Unhealthy"], failing.Failures);

        tally.Presence("e1", default);
        var silent = tally.Snapshot(9, 9);
        Assert.Equal(new Totals { Desired = 1, Unreachable = 1 }, silent.Totals);
        Assert.Empty(silent.Failures);

        tally.Presence("e1", Here with { Stalled = "DiskFull" });
        Assert.Equal(new Totals { Desired = 1, Received = 1, Applied = 1, Stalled = 1 }, tally.Snapshot(9, 9).Totals);
    }

    [Fact]
    public async Task The_value_of_the_old_bundle_stays_until_as_many_edges_report_under_the_new()
    {
        var tally = new PolicyTally(Policy);
        var reduction = Reduction(TimeSpan.FromHours(1));
        for (var edge = 0; edge < 3; edge++)
        {
            tally.Want(Name(edge), Manifests[0], Parsed[0], new RootVersion(1, 1), false, Here);
            tally.Report(Name(edge), Report(0, 1, Health.Current, true), Partial(0, 10), Here);
        }

        Assert.Equal((Bundles[0], "{\"sum\":30}"), await ValueAsync());
        for (var edge = 0; edge < 3; edge++)
            tally.Want(Name(edge), Manifests[1], Parsed[1], new RootVersion(1, 2), false, Here);
        tally.Report(Name(0), Report(1, 2, Health.Current, true), Partial(1, 7), Here);
        Assert.Equal((Bundles[0], "{\"sum\":30}"), await ValueAsync());
        tally.Report(Name(1), Report(1, 2, Health.Current, true), Partial(1, 7), Here);
        Assert.Equal((Bundles[0], "{\"sum\":30}"), await ValueAsync());
        tally.Report(Name(2), Report(1, 2, Health.Current, true), Partial(1, 7), Here);
        Assert.Equal((Bundles[1], "{\"sum\":21}"), await ValueAsync());

        async Task<(Digest, string?)> ValueAsync()
        {
            var (bundle, value, error, _) = await reduction.ReduceAsync(tally.Snapshot(9, 9), default);
            Assert.Equal("", error);
            return (bundle, value?.GetRawText());
        }
    }

    private static void Do(PolicyTally tally, Model model, Step step, long clock)
    {
        var edge = Name(step.Edge);
        switch (step.Act)
        {
            case Act.Want:
                if (model.Wanted != step.Which)
                    model.Since = clock;
                if (model.Wanted is null)
                    (model.Report, model.Partial) = (null, null);
                model.Wanted = step.Which;
                tally.Want(edge, Manifests[step.Which], Parsed[step.Which], new RootVersion(1, clock), false, model.Presence);
                break;
            case Act.Drop:
                model.Wanted = null;
                tally.Drop(edge);
                break;
            case Act.Report when model.Wanted is not null:
                model.Report = Report(step.Which, clock - (step.Value % 3), (Health)(step.Value % 4), step.Value % 5 > 0);
                model.Partial = step.Value % 7 == 0 ? null : Partial(step.Which, step.Value);
                tally.Report(edge, model.Report, model.Partial, model.Presence);
                break;
            case Act.Presence:
                model.Presence = new EdgePresence(step.Value % 3 > 0, new RootVersion(1, step.Value), step.Value % 10 == 1 ? "DiskFull" : "");
                tally.Presence(edge, model.Presence);
                break;
            default:
                break;
        }
    }

    private static string Summary(PolicyTally tally, PolicyReduction reduction, Model[] models)
    {
        var snapshot = tally.Snapshot(100, 100);
        var made = reduction.ReduceAsync(snapshot, default).GetAwaiter().GetResult();
        var (bundle, value, error, _) = made;
        return $"{snapshot.Totals} {made.Coverage.Edges} {made.Coverage.Reporting} {made.Coverage.Elsewhere} {string.Join(',', made.Coverage.Missing)} "
            + $"{string.Join(';', snapshot.Failures)} {bundle} {value} {error}";
    }

    private static PolicyReduction Reduction(TimeSpan grace = default)
    {
        var inventory = new SideInventory();
        var desired = new SideDesired();
        for (var which = 0; which < Bundles.Length; which++)
            desired.Store(Bundles[which], Sources[which]);
        var runtime = new SideRuntime();
        var loader = new BundleLoader(inventory, new StoredContents(desired), new LoadedBundles(runtime, TimeProvider.System));
        return new PolicyReduction(loader, runtime, TimeProvider.System, Options.Create(new ReduceOptions { BundleGrace = grace }));
    }

    private static string Name(int edge) => $"e{edge:d2}";

    private static ManifestRecord Record(int which) => new() { Policy = Policy, Bundle = Bundles[which], Reduces = true, Objects = [new ManifestEntry(Key, Contents[which])] };

    private static ReportHead Report(int which, long revision, Health health, bool after) => ReportHeads.Of(new ReportRecord
    {
        Edge = "e",
        Policy = Policy,
        Manifest = Manifests[which],
        Epoch = 1,
        Revision = revision,
        Sequence = revision,
        Objects = new() { [Key.ToString()] = new ReportObject { Content = Contents[which], Applied = true, ObservedAfterApply = after, Health = health } },
    }, which % 2 == 0 ? Record(which) : null);

    private static PartialRecord Partial(int which, long n) =>
        new() { Edge = "e", Policy = Policy, Bundle = Bundles[which], Sequence = 1, Value = SideRuntime.Number(n) };
}
