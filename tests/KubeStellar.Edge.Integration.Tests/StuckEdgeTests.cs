using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A policy that fails for one edge: that edge keeps what it has and is named, all others move on.</summary>
public sealed class StuckEdgeTests
{
    [SoakFact]
    public async Task An_edge_that_a_policy_fails_for_keeps_its_files_until_its_label_is_put_right()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store", "size=large"), token);
        await fleet.StartEdgeAsync("store-2", await fleet.TokenAsync(token, "kind=store", "size=huge"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1, token);
        await Site.FilesAsync(fleet.Target("store-2"), f => f.Count == 1, token);
        var kept = Site.Read(fleet.Target("store-2"));

        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "2")), ("shop.js", """
            import { policy } from "kubestellar";
            const tills = { small: 2, large: 12 };
            export default policy({
              selects: { labels: { app: "shop" } },
              place: (object, edge) => edge.labels.kind === "store",
              customize: (object, edge) => {
                const count = tills[edge.labels.size];
                if (count === undefined) throw new Error(`no tills are known for size ${edge.labels.size}`);
                object.data.tills = `${count}`;
              },
            });
            """));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), f => f.Values.Single().Contains("\"tills\":\"12\"", StringComparison.Ordinal), token);
        var policies = await MainJobTests.UntilAsync(fleet, ["get", "policies"], o => o.Contains("Stalled", StringComparison.Ordinal), token);
        Assert.Contains("Threw", policies, StringComparison.Ordinal);
        var described = (await fleet.CliAsync(token, "describe", "policy", "shop")).Ok();
        Assert.Contains("1 of 2 edges (store-2) keeps its last good state: ConfigMap/shop/a: Threw: ", described, StringComparison.Ordinal);
        Assert.Contains("no tills are known for size huge", described, StringComparison.Ordinal);
        Assert.Contains("shop.js:8:", described, StringComparison.Ordinal);
        var explained = (await fleet.CliAsync(token, "explain", "store-2", "configmap/shop/a")).Ok();
        Assert.Contains("no tills are known for size huge shop.js:8:", explained, StringComparison.Ordinal);
        Assert.Contains("the edge keeps what its root says", explained, StringComparison.Ordinal);
        var all = (await fleet.CliAsync(token, "explain", "configmap/shop/a")).Ok().Split('\n');
        Assert.Contains(all, line => line.StartsWith("stalled", StringComparison.Ordinal) && line.Contains("no tills are known for size huge", StringComparison.Ordinal) && line.Contains("store-2", StringComparison.Ordinal));
        Assert.Equal(kept, Site.Read(fleet.Target("store-2")));

        (await fleet.CliAsync(token, "label", "edge", "store-2", "size=small", "--overwrite")).Ok();

        await Site.FilesAsync(fleet.Target("store-2"), f => f.Values.Single().Contains("\"tills\":\"2\"", StringComparison.Ordinal), token);
        await MainJobTests.UntilAsync(fleet, ["get", "policies"], o => !o.Contains("Stalled", StringComparison.Ordinal), token);
    }
}
