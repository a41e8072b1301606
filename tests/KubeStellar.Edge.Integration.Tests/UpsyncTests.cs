using System.Text.Json;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Objects that devices write at a site, over real processes: they are at the hub, change and go there, and wait while there is none.</summary>
public sealed class UpsyncTests
{
    private const string Policy = """
        import { policy } from "kubestellar";
        export default policy({
          place: (wish, edge) => edge.labels.kind === "store",
          upsync: [{ kinds: ["Measurement.sensors.example.com"] }],
          status: { map: report => report.upsynced ? { n: 1, max: report.object.spec.celsius } : undefined, combine: (a, b) => ({ n: a.n + b.n, max: a.max > b.max ? a.max : b.max }) },
        });
        """;

    [Fact]
    public async Task What_a_device_writes_is_at_the_hub_and_only_the_newest_of_what_it_wrote_while_there_was_none()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        (await fleet.CliAsync(token, "apply", "-f", Path.Combine(Site.Write(fleet, "app", ("telemetry.js", Policy)), "telemetry.js"))).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        Directory.CreateDirectory(Born(fleet));

        Write(fleet, "fridge", "4.20");
        await ListedAsync(fleet, token, "fridge=4.20");
        Write(fleet, "fridge", "5");
        Write(fleet, "oven", "180");
        await ListedAsync(fleet, token, "fridge=5", "oven=180");
        Assert.Contains("\"max\":180", await SummaryAsync(fleet, "\"n\":2", token), StringComparison.Ordinal);
        File.Delete(FileOf(fleet, "oven"));
        await ListedAsync(fleet, token, "fridge=5");
        var refused = await fleet.CliAsync(token, "delete", "upsynced", "Measurement/shop/fridge");
        Assert.Contains("read-only", refused.Error, StringComparison.Ordinal);

        // No hub, and a device that goes on; then even the daemon dies.
        await fleet.Hub!.KillAsync(token);
        foreach (var celsius in Enumerable.Range(6, 20))
        {
            Write(fleet, "fridge", $"{celsius}");
            Write(fleet, "passing", $"{celsius}");
        }

        File.Delete(FileOf(fleet, "passing"));
        await edge.KillAsync(token);
        Write(fleet, "lamp", "30");
        await fleet.StartEdgeAsync("store-1", null, token);
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await ListedAsync(fleet, token, "fridge=25", "lamp=30");
        Assert.Contains("\"max\":30", await SummaryAsync(fleet, "\"max\":30", token), StringComparison.Ordinal);

        // What nobody asks for any more is not there.
        (await fleet.CliAsync(token, "delete", "policy", "telemetry")).Ok();
        await ListedAsync(fleet, token);
        Assert.True(File.Exists(FileOf(fleet, "fridge")));
    }

    private static string Born(Fleet fleet) => fleet.Target("store-1") + ".upsync";

    private static string FileOf(Fleet fleet, string name) => Path.Combine(Born(fleet), name + ".json");

    private static void Write(Fleet fleet, string name, string celsius)
    {
        var item = $$"""{"apiVersion":"sensors.example.com/v1","kind":"Measurement","metadata":{"name":"{{name}}","namespace":"shop"},"spec":{"celsius":{{celsius}} } }""";
        File.WriteAllText(Path.Combine(Born(fleet), "." + name), item);
        File.Move(Path.Combine(Born(fleet), "." + name), FileOf(fleet, name), overwrite: true);
    }

    private static Task<string> ListedAsync(Fleet fleet, CancellationToken token, params string[] wanted) => MainJobTests.UntilAsync(
        fleet, ["get", "upsynced", "-o", "json"], output => Listed(output).SequenceEqual(wanted), token);

    private static IEnumerable<string> Listed(string output) => JsonElement.Parse(output).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("object"))
        .Select(item => $"{item.GetProperty("metadata").GetProperty("name").GetString()}={item.GetProperty("spec").GetProperty("celsius").GetRawText()}");

    private static async Task<string> SummaryAsync(Fleet fleet, string holds, CancellationToken token)
    {
        var found = "";
        await MainJobTests.UntilAsync(fleet, ["get", "summary"], output => (found = output).Contains(holds, StringComparison.Ordinal), token);
        return found;
    }
}
