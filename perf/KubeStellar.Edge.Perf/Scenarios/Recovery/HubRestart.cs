using System.Diagnostics;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Scenarios.Recovery;

/// <summary>
/// A hub is killed under a fleet that has everything and is healthy, and started again: when it serves, and when the first edit of afterwards is at every edge and
/// everything that edges said of it is acknowledged and summed up.
/// </summary>
internal static class HubRestart
{
    private const string Policy = "bench";

    // Edges say that they are there when they come back and when they take a root, and not in between.
    private static readonly string[] Beats = ["--heartbeat", "10m"];

    public static async Task RunAsync(BenchReport report, int edges, int objects, CancellationToken token)
    {
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, Beats);
        List<string> tokens = [];
        foreach (var half in new[] { "a", "b" })
            tokens.Add(await fleet.TokenAsync(token, "half=" + half));
        await SimulatedEdges.JoinAsync(tokens, edges, "sim", token);
        await using var load = await StatusEdges.StartAsync(fleet, new ChangeLedger(), "sim", edges, 0, token);
        await using (var client = await HubClient.ConnectAsync(fleet))
        {
            await client.ApplyAsync(token, StatusBodies.Workloads(objects));
            var rooted = load.ArmAsync();
            await client.ApplyPolicyAsync(Policy, Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "status.js"), token);
            await rooted.WaitAsync(token);
            await load.QuietAsync(token);
            await ReadyAsync(fleet, token);
        }

        load.Check();
        (string, object)[] tags = [("edges", edges), ("objects", objects)];
        report.Add("hub_pss_before", Pss(hub.Id), "MiB", tags);
        var repeated = load.Repeated;
        await hub.KillAsync(token);
        var start = Stopwatch.GetTimestamp();
        hub = await fleet.StartHubAsync(token, Beats);
        report.Add("hub_ready_s", Stopwatch.GetElapsedTime(start).TotalSeconds, "s", tags);
        await load.ReturnAsync(token);
        report.Add("hub_edges_back_s", Stopwatch.GetElapsedTime(start).TotalSeconds, "s", tags);
        await using var again = await HubClient.ConnectAsync(fleet);

        // The line that it is ready comes a moment before its API listens.
        await again.ListensAsync(token);
        var all = load.ArmAsync();
        await again.ApplyAsync(token, StatusBodies.Workload(objects - 1, "2.0"));
        report.Add("hub_first_edit_s", Stopwatch.GetElapsedTime(start, await all.WaitAsync(token)).TotalSeconds, "s", tags);
        await load.QuietAsync(token);
        load.Check();
        report.Add("hub_reports_s", Stopwatch.GetElapsedTime(start).TotalSeconds, "s", tags);
        await ReadyAsync(fleet, token);
        report.Add("hub_restart_s", Stopwatch.GetElapsedTime(start).TotalSeconds, "s", tags);
        report.Add("hub_pss_after", Pss(hub.Id), "MiB", tags);
        report.Add("hub_unanswered", load.Repeated - repeated, "reports", tags);
        load.Check();
    }

    /// <summary>Everybody in reach has all of it ready, in the summary that the hub shows.</summary>
    private static async Task ReadyAsync(Fleet fleet, CancellationToken token) =>
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "300s")).Ok();

    private static double Pss(int hub) => ProcFs.PssMiB(ProcFs.Tree(hub).Where(p => ProcFs.Name(p) != "nats-server"));
}
