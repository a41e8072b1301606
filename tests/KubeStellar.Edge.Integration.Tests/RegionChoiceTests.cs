using System.Text.Json;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Which regions get an object, and how many of its copies.</summary>
public sealed class RegionChoiceTests
{
    private const string Four = """
        import { policy } from "kubestellar";
        export default policy({
          selects: { labels: { app: "search" } },
          placeRegion: (object, region) => region.labels.zone !== "asia",
          place: (object, edge) => edge.labels.kind === "store",
          choose: (object, edges, current) => [...current, ...edges.filter(edge => !current.includes(edge))].slice(0, 4),
        });
        """;

    [SoakFact]
    public async Task A_choice_over_direct_edges_and_regions_gives_exactly_so_many_copies()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        var (top, eu, asia) = (fleet.HubOf("kse"), fleet.HubOf("eu"), fleet.HubOf("asia"));
        await top.StartAsync(token, "--guard-share", "1");
        await eu.JoinAsync(await top.RegionTokenAsync(token, "--label", "zone=eu"), token, "--guard-share", "1");
        await asia.JoinAsync(await top.RegionTokenAsync(token, "--label", "zone=asia"), token, "--guard-share", "1");
        await Site.PlantEdgesAsync(fleet, "kse", token, ("hq", ["kind=store"]));
        await Site.PlantEdgesAsync(fleet, "eu", token, [.. Enumerable.Range(1, 5).Select(i => ($"e{i}", (string[])["kind=store"])), ("depot", ["kind=depot"])]);
        await Site.PlantEdgesAsync(fleet, "asia", token, ("s1", ["kind=store"]));
        await RegionSite.UntilAsync(top, ["get", "edges", "-o", "json"], o => o.Replace(" ", "", StringComparison.Ordinal).Contains("\"edges\":6,", StringComparison.Ordinal), token);
        var folder = Site.Write(fleet, "app", ("search.js", Four), ("s.yaml", Site.ConfigMap("s", "1", "search")));
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();

        var first = await CopiesAsync(4, top, eu, token);
        Assert.Empty(await PlacedAsync(asia, token));

        // Something else changes: who has it keeps it.
        (await eu.CliAsync(token, "label", "edge", "depot", "floor=1")).Ok();
        (await top.CliAsync(token, "apply", "-f", Site.Write(fleet, "edit", ("s.yaml", Site.ConfigMap("s", "2", "search"))))).Ok();
        (await top.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        await RegionSite.UntilAsync(eu, ["get", "workloads", "-o", "json"], o => o.Contains("\"2\"", StringComparison.Ordinal), token);
        (await eu.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        Assert.Equal(first, await CopiesAsync(4, top, eu, token));

        // The region loses edges that had it: others of it take their place, as long as it has any.
        var lost = first.Where(edge => edge.StartsWith('e')).Take(2).ToList();
        foreach (var edge in lost)
            (await eu.CliAsync(token, "remove", "edge", edge)).Ok();
        var after = await CopiesAsync(4, top, eu, token);
        Assert.DoesNotContain(lost[0], after);
        Assert.Equal(["e1", "e2", "e3", "e4", "e5", "hq"], after.Union(lost).Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> CopiesAsync(int count, FleetHub top, FleetHub region, CancellationToken token)
    {
        List<string> copies = [];
        try
        {
            do
            {
                token.ThrowIfCancellationRequested();
                await region.NewsAsync(token);
                copies = [.. (await PlacedAsync(top, token)).Where(edge => edge is not ("eu" or "asia")), .. await PlacedAsync(region, token)];
            }
            while (copies.Count != count);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"there should be {count} copies, and there are {string.Join(", ", copies)}", e);
        }

        return [.. copies.Order(StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<string>> PlacedAsync(FleetHub hub, CancellationToken token)
    {
        var output = (await hub.CliAsync(token, "get", "placements", "-o", "json")).Ok();
        using var document = JsonDocument.Parse(output);
        var items = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.GetProperty("items");
        return [.. items.EnumerateArray().Where(item => item.GetProperty("object").GetString()!.EndsWith(".s", StringComparison.Ordinal)).Select(item => item.GetProperty("edge").GetString()!)];
    }
}
