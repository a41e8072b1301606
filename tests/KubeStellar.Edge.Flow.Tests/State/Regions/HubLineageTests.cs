using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.State.Regions;

public sealed class HubLineageTests
{
    [Fact]
    public void A_hub_without_a_parent_refuses_itself_only()
    {
        var lineage = new HubLineage(new FakeSigner());

        Assert.Equal(["OFAKE"], lineage.Keys);
        Assert.False(lineage.IsRegion);
        Assert.Contains("itself", lineage.Refuse("OFAKE"), StringComparison.Ordinal);
        Assert.Null(lineage.Refuse("OTHER"));
    }

    [Fact]
    public void A_region_refuses_all_that_stand_above_it_and_tells_those_below_of_them()
    {
        var lineage = new HubLineage(new FakeSigner());
        lineage.Become(["OPARENT", "OTOP"], null);

        Assert.Equal(["OFAKE", "OPARENT", "OTOP"], lineage.Keys);
        Assert.Contains("each would follow the other", lineage.Refuse("OTOP"), StringComparison.Ordinal);
        Assert.Null(lineage.Refuse("OTHER"));
    }

    [Fact]
    public void Rights_that_nobody_told_are_none_and_known_to_be_untold()
    {
        var lineage = new HubLineage(new FakeSigner());
        lineage.Become(["OPARENT"], null);
        Assert.Null(lineage.Told);
        Assert.Empty(lineage.Rights.Own);

        lineage.Become(["OPARENT"], new RegionRights { Own = ["default"] });
        Assert.True(lineage.Rights.MayOwn("default"));
        Assert.False(lineage.Rights.MayOwn("other"));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("default", true)]
    [InlineData("default/shop", true)]
    [InlineData("default/other", false)]
    [InlineData("other", false)]
    public void A_right_to_override_names_all_a_workspace_or_one_policy(string right, bool may) =>
        Assert.Equal(may, new RegionRights { Override = [right] }.MayOverride(new("default", "shop")));

    [Theory]
    [InlineData("*", null, 0)]
    [InlineData("default", "default/shop", 0)]
    [InlineData("No Workspace", null, 1)]
    [InlineData(null, "a/b/c", 1)]
    [InlineData(null, "a/", 1)]
    [InlineData("", "", 2)]
    public void Rights_that_mean_nothing_are_named(string? own, string? overrides, int faults) =>
        Assert.Equal(faults, RegionRightsText.Faults(new RegionRights { Own = own is null ? [] : [own], Override = overrides is null ? [] : [overrides] }).Count());
}
