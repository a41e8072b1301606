using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Tests.State.Regions;

public sealed class FleetLimitsTests
{
    private static readonly Totals One = new() { Desired = 1, Ready = 1 };

    [Fact]
    public void An_honest_partial_is_believed() => Assert.Null(Explain(new FleetPartial
    {
        Totals = One with { Held = 7 }, // edges may be held that do not have the policy yet
        Groups = [new GroupTotals("region", "eu", One)],
        Waves = [new WaveShare(0, "canary", One)],
        Failures = [new EdgeFailure("lyon", "web: Refused")],
        Bundles = [new BundleShare { Bundle = Digest.Of([1]), Wanted = 1, Reporting = 1 }],
    }));

    [Fact]
    public void Whatever_a_region_counts_it_sends_what_its_parent_believes()
    {
        var huge = new FleetPartial
        {
            Totals = new Totals { Desired = 3_000_000, Ready = 2_000_000 },
            Groups = [.. Enumerable.Range(0, 1000).Select(i => new GroupTotals("region", $"r{i:0000}", One))],
            Failures = [.. Enumerable.Range(0, 100).Select(i => new EdgeFailure($"e{i:000}", new string('x', 10_000)))],
            Bundles = [.. Enumerable.Range(0, 100).Select(i => new BundleShare { Bundle = Digest.Of([(byte)i]), Wanted = i, Missing = [.. Enumerable.Range(0, 50).Select(e => $"e{e}")] })],
        };
        Assert.NotNull(Explain(huge));

        var fit = FleetLimits.Fit(huge);

        Assert.Null(Explain(fit));
        Assert.Equal((FleetLimits.MaxEdges, FleetPartial.MaxGroups, FleetPartial.MaxFailures, FleetLimits.MaxBundles), (fit.Totals.Desired, fit.Groups.Count, fit.Failures.Count, fit.Bundles.Count));
        Assert.Contains(fit.Bundles, bundle => bundle.Wanted == 99); // the ones in use most
    }

    [Fact]
    public void What_is_small_is_sent_as_it_is()
    {
        var small = new FleetPartial { Totals = One, Groups = [new GroupTotals("region", "eu", One)], Bundles = [new BundleShare { Bundle = Digest.Of([1]), Wanted = 1 }] };

        var fit = FleetLimits.Fit(small);

        Assert.Equal(small.Totals, fit.Totals);
        Assert.Equal(small.Groups, fit.Groups);
        Assert.Equal(small.Bundles.Single().Wanted, fit.Bundles.Single().Wanted);
    }

    private static string? Explain(FleetPartial fleet) =>
        FleetLimits.Explain(new PartialRecord { Edge = "eu", Policy = new("default", "shop"), Bundle = default, Sequence = 1, Fleet = fleet });
}
