using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Where a region's server may be: on its own (every other test of regions), the parent's with an account for each hub, or a leaf of it with its own JetStream domain.</summary>
public sealed class RegionNatsTests
{
    [SoakFact]
    public async Task Two_hubs_share_one_server_with_an_account_each()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await using var nats = await OutsideNats.StartAsync(fleet, signingKey: true, token);
        var (top, eu) = (fleet.HubOf("kse"), fleet.HubOf("eu"));
        await top.StartAsync(token, [.. nats.HubOptions]);
        await eu.JoinAsync(await top.RegionTokenAsync(token), token, [.. nats.OtherHubOptions]);
        await ServesAsync(fleet, top, eu, "1", token);
    }

    [SoakFact]
    public async Task A_region_reaches_its_parent_through_a_leaf_that_may_do_no_more_than_an_edge()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await using var nats = await OutsideNats.StartAsync(fleet, signingKey: false, token);
        var (top, eu) = (fleet.HubOf("kse"), fleet.HubOf("eu"));
        await top.StartAsync(token, [.. nats.HubOptions]);
        var (leaf, options) = await nats.StartLeafAsync("eu", token);

        // A token reaches no further than its own server, so the first start goes there; all others through the site's own.
        var join = await top.RegionTokenAsync(token);
        await eu.JoinAsync(join, token, [.. options]);
        await eu.Process!.StopAsync(token);
        await eu.StartAsync(token, [.. options, "--parent", leaf]);
        await ServesAsync(fleet, top, eu, "1", token);
    }

    private static async Task ServesAsync(Fleet fleet, FleetHub top, FleetHub eu, string value, CancellationToken token)
    {
        await fleet.StartEdgeAsync("lyon", await eu.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", value)));
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();
        await RegionSite.HasAsync(fleet, "lyon", $"\"value\":\"{value}\"", token);
        await RegionSite.UntilAsync(top, ["get", "summary", "shop", "-o", "json"], o => RegionSite.Raw(RegionSite.Summary(o), "totals", "ready") == "1", token);
        await RegionSite.UntilAsync(eu, ["get", "workloads"], o => o.Contains("configmap/shop/a", StringComparison.Ordinal), token);
    }
}
