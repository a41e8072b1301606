using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Tests.State.Regions;

public sealed class RegionViewsTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 0, "Current")] // nobody wants it: nothing is amiss
    [InlineData(3, 3, 0, 0, 0, "Current")]
    [InlineData(3, 2, 0, 0, 1, "Current")] // out of reach is not failed
    [InlineData(3, 2, 0, 0, 0, "InProgress")]
    [InlineData(3, 2, 1, 0, 0, "Failed")]
    [InlineData(3, 2, 0, 1, 0, "Failed")]
    public void A_policy_is_as_well_as_the_edges_below_are(int desired, int ready, int failed, int stalled, int unreachable, string health) =>
        Assert.Equal(health, RegionViews.HealthOf(new FleetPartial
        {
            Totals = new Totals { Desired = desired, Ready = ready, Failed = failed, Stalled = stalled, Unreachable = unreachable },
        }).ToString());
}
