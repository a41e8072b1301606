using System.Text.Json;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Rollouts with real processes: a hub, its server, policies in V8, and edges that write files and report.</summary>
public sealed class RolloutTests
{
    // One is the canary, and bonn is of the first half.
    private static readonly string[] Ids = ["ulm", "bonn", "store-2", "store-3"];

    private const string Gated = """
        import { gate, percent, policy, wave } from "kubestellar";
        export default policy({
          selects: { labels: { app: "shop" } },
          place: () => true,
          rollout: {
            waves: [wave(edge => edge.labels.canary === "true", { name: "canary" }), percent(50)],
            every: "1s",
            gate: ({ totals }) => totals.failed + totals.stalled > 0 ? gate.rollback(`${totals.failed + totals.stalled} failed`)
              : totals.ready < totals.members ? gate.hold(`${totals.ready} of ${totals.members} are ready`) : gate.proceed(),
          },
        });
        """;

    [Fact]
    public async Task An_edit_goes_wave_by_wave_over_the_death_of_an_edge_and_of_the_hub()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        var edges = await StartAsync(fleet, Gated, token);
        var waves = await WavesAsync(fleet, token);
        Assert.Equal("canary: ulm, 50%: bonn, rest: store-2 store-3", string.Join(", ", waves.Select(wave => $"{wave.Name}: {string.Join(' ', wave.Edges)}")));
        var (middle, last) = (waves[1].Edges, waves[2].Edges);

        // Everybody of the second wave dies before it opens: it is open for edges that say nothing.
        foreach (var edge in middle)
        {
            await edges[edge].KillAsync(token);
        }

        await EditAsync(fleet, "2", token);
        await FileAsync(fleet, "ulm", "2", token);
        await MainJobTests.UntilAsync(fleet, ["rollout", "status", "shop", "-o", "json"], o => Phase(o, 1) == "Open", token);
        await fleet.Hub!.KillAsync(token);
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await MainJobTests.UntilAsync(fleet, ["rollout", "status", "shop", "-o", "json"], o => Phase(o, 0) == "Passed" && Phase(o, 1) == "Open", token);
        (await fleet.CliAsync(token, "wait", "--for", $"reachable={1 + last.Count}", "--timeout", "40s")).Ok();
        Assert.Equal(("Passed", "Open", "Waiting"), Phases((await fleet.CliAsync(token, "rollout", "status", "shop", "-o", "json")).Ok()));
        Assert.All(last, edge => Assert.Contains("\"value\":\"1\"", Site.Read(fleet.Target(edge)).Values.Single(), StringComparison.Ordinal));

        foreach (var edge in middle)
        {
            await fleet.StartEdgeAsync(edge, null, token);
        }

        (await fleet.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "60s")).Ok();
        foreach (var edge in edges.Keys)
        {
            await FileAsync(fleet, edge, "2", token);
        }

        var history = (await fleet.CliAsync(token, "rollout", "history", "shop")).Ok();
        Assert.Equal(3, history.Trim().Split('\n').Length); // a heading and two releases: nothing began twice
    }

    [SoakFact]
    public async Task A_gate_takes_back_what_an_edge_cannot_write()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        const string broken = "bonn";
        var edges = await StartAsync(fleet, Gated.Replace("percent(50)", "wave(percent(50), { deadline: \"8s\" })", StringComparison.Ordinal), token);

        // A folder where the file has to go: whoever runs this, no write succeeds. An edge goes on trying, so it is the deadline that tells.
        await edges[broken].KillAsync(token);
        var file = Site.FileOf(fleet.Target(broken), "configmap");
        File.Delete(file);
        Directory.CreateDirectory(Path.Combine(file, "full"));
        await fleet.StartEdgeAsync(broken, null, token);
        await EditAsync(fleet, "2", token);
        var status = await MainJobTests.UntilAsync(fleet, ["rollout", "status", "shop", "-o", "json"], o => o.Contains("\"RolledBack\"", StringComparison.Ordinal), token);
        Assert.Contains("1 failed", status, StringComparison.Ordinal);
        Assert.Equal(1, (await fleet.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "30s")).ExitCode);
        Directory.Delete(file, true);
        foreach (var edge in edges.Keys)
        {
            await FileAsync(fleet, edge, "1", token);
        }

        (await fleet.CliAsync(token, "rollout", "retry", "shop", "--reason", "the disk is mended")).Ok();
        (await fleet.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "60s")).Ok();
        await FileAsync(fleet, broken, "2", token);
    }

    [SoakFact]
    public async Task People_approve_freeze_and_undo()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        const string Approved = """
            import { percent, policy, wave } from "kubestellar";
            export default policy({
              selects: { labels: { app: "shop" } },
              place: () => true,
              rollout: { waves: [wave(edge => edge.labels.canary === "true", { name: "canary" }), wave(percent(100), { name: "everybody", approve: 1 })] },
            });
            """;
        var edges = await StartAsync(fleet, Approved, token, approve: true);
        await EditAsync(fleet, "2", token);
        await FileAsync(fleet, "ulm", "2", token);
        var status = await MainJobTests.UntilAsync(fleet, ["rollout", "status", "shop"], o => o.Contains("approvals", StringComparison.Ordinal), token);
        Assert.Contains("kse rollout approve shop", status, StringComparison.Ordinal);
        Assert.Contains("it waits for its wave", (await fleet.CliAsync(token, "explain", "store-2", "configmap/shop/a")).Ok(), StringComparison.Ordinal);

        // What is approved while the fleet is frozen goes when it is not any more.
        (await fleet.CliAsync(token, "rollout", "freeze", "--reason", "season")).Ok();
        (await fleet.CliAsync(token, "rollout", "approve", "shop", "--reason", "looks good")).Ok();
        await MainJobTests.UntilAsync(fleet, ["rollout", "status", "shop"], o => o.Contains("froze the fleet (season)", StringComparison.Ordinal), token);
        Assert.Contains("\"value\":\"1\"", Site.Read(fleet.Target("store-2")).Values.Single(), StringComparison.Ordinal);
        (await fleet.CliAsync(token, "rollout", "unfreeze")).Ok();
        (await fleet.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "60s")).Ok();
        foreach (var edge in edges.Keys)
        {
            await FileAsync(fleet, edge, "2", token);
        }

        (await fleet.CliAsync(token, "rollout", "undo", "shop", "--reason", "shops complain")).Ok();
        await FileAsync(fleet, "ulm", "1", token);
        Assert.Contains("\"value\":\"2\"", Site.Read(fleet.Target("store-2")).Values.Single(), StringComparison.Ordinal);
        (await fleet.CliAsync(token, "rollout", "approve", "shop", "--wave", "2")).Ok();
        (await fleet.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "60s")).Ok();
        foreach (var edge in edges.Keys)
        {
            await FileAsync(fleet, edge, "1", token);
        }
    }

    /// <summary>A hub and four edges, that all have the first version.</summary>
    private static async Task<Dictionary<string, KseProcess>> StartAsync(Fleet fleet, string policy, CancellationToken token, bool approve = false)
    {
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var (canary, store) = (await fleet.TokenAsync(token, "canary=true"), await fleet.TokenAsync(token, "canary=false"));
        var started = Ids.ToDictionary(id => id, id => fleet.StartEdgeAsync(id, id == "ulm" ? canary : store, token));
        await Task.WhenAll(started.Values);
        (await fleet.CliAsync(token, "wait", "--for=reachable=4", "--timeout", "60s")).Ok();
        Site.Write(fleet, "app", ("shop.js", policy));
        await EditAsync(fleet, "1", token);
        if (approve)
        {
            await MainJobTests.UntilAsync(fleet, ["rollout", "approve", "shop", "--wave", "2"], _ => true, token);
        }

        (await fleet.CliAsync(token, "wait", "shop", "--for=rollout=complete", "--timeout", "60s")).Ok();
        foreach (var edge in started.Keys)
        {
            await FileAsync(fleet, edge, "1", token);
        }

        return started.ToDictionary(pair => pair.Key, pair => pair.Value.Result);
    }

    private static async Task EditAsync(Fleet fleet, string value, CancellationToken token) =>
        (await fleet.CliAsync(token, "apply", "-f", Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", value))))).Ok();

    private static Task FileAsync(Fleet fleet, string edge, string value, CancellationToken token) =>
        Site.FilesAsync(fleet.Target(edge), files => files.Count == 1 && files.Values.Single().Contains($"\"value\":\"{value}\"", StringComparison.Ordinal), token);

    private static async Task<List<(string Name, List<string> Edges)>> WavesAsync(Fleet fleet, CancellationToken token)
    {
        using var plan = JsonDocument.Parse((await fleet.CliAsync(token, "policy", "run", Path.Combine(fleet.Folder["app"], "shop.js"), "waves", "--edge", FleetFile(fleet), "-o", "json")).Ok());
        return [.. plan.RootElement.EnumerateArray().Select(wave => (wave.GetProperty("name").GetString()!, wave.GetProperty("edges").EnumerateArray().Select(edge => edge.GetString()!).ToList()))];
    }

    private static string FleetFile(Fleet fleet) => Path.Combine(
        Site.Write(fleet, "fleet", ("fleet.json", JsonSerializer.Serialize(Ids.Select(id => new { id, labels = new { canary = id == "ulm" ? "true" : "false" } })))), "fleet.json");

    private static (string, string, string) Phases(string status) => (Phase(status, 0), Phase(status, 1), Phase(status, 2));

    private static string Phase(string status, int wave)
    {
        using var parsed = JsonDocument.Parse(status);
        return parsed.RootElement.GetProperty("rollout").GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress ? progress.GetProperty("waves")[wave].GetProperty("phase").GetString()! : "";
    }
}
