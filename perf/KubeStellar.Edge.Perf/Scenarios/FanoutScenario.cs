using System.Diagnostics;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>One edit of a 2 KiB Deployment to N edges in three variants, until all N roots are durable; and its floor in the same run.</summary>
internal static class FanoutScenario
{
    private const int WarmUp = 8;

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("fanout");
        foreach (var sync in options.Syncs)
        {
            foreach (var edges in options.Edges.Count > 0 ? options.Edges : [1_000, 10_000])
                await RunAsync(report, options, sync, edges, token);
        }

        report.Save();
    }

    private static async Task RunAsync(BenchReport report, BenchOptions options, string sync, int edges, CancellationToken token)
    {
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--sync", sync);
        List<string> tokens = [];
        foreach (var size in new[] { "small", "medium", "large" })
            tokens.Add(await fleet.TokenAsync(token, "kind=store", "size=" + size));
        var start = Stopwatch.GetTimestamp();
        await SimulatedEdges.JoinAsync(tokens, edges, "sim", token);
        var joinSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await using var client = await HubClient.ConnectAsync(fleet);
        await client.ApplyPolicyAsync("bench", Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "fanout.js"), token);
        await using var watch = await RootWatch.StartAsync(client.Connection, edges, token);
        List<double> seconds = [], acks = [], cpu = [], messages = [];
        for (var round = -WarmUp; round < options.Rounds; round++)
        {
            var written = await client.WrittenAsync(token);
            var cpuBefore = HubCpu(hub.Id);
            watch.Arm();
            start = Stopwatch.GetTimestamp();
            await client.ApplyAsync(token, BenchObjects.Deployment(round + 1000));
            var ack = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var done = await watch.AllAsync(token);
            var after = await client.WrittenAsync(token);
            if (round < 0)
                continue; // the first apply places, and a hub that has run for a minute has its code compiled: an edit is what is measured
            seconds.Add(Stopwatch.GetElapsedTime(start, done).TotalSeconds);
            acks.Add(ack);
            cpu.Add(HubCpu(hub.Id) - cpuBefore);
            messages.Add(after.Messages - written.Messages);
        }

        var median = BenchReport.Median(seconds);
        var floorSeconds = await FloorAsync(client.Connection, options, sync, edges, watch.RootBytes / edges, token);
        (string, object)[] tags = [("edges", edges), ("sync", sync)];
        report.Add("seconds", median, "s", tags);
        report.Add("floor_seconds", floorSeconds, "s", tags);
        report.Add("ratio", median / floorSeconds, "x", tags);
        report.Add("messages", BenchReport.Median(messages), "messages", tags);
        report.Add("bytes", watch.RootBytes + watch.OtherBytes, "bytes", tags);
        report.Add("api_ack", BenchReport.Median(acks), "s", tags);
        report.Add("hub_cpu", BenchReport.Median(cpu), "s", tags);
        report.Add("join_per_s", edges / joinSeconds, "edges/s", tags);
        report.Add("hub_pss", ProcFs.PssMiB(ProcFs.Tree(hub.Id).Where(p => ProcFs.Name(p) != "nats-server")), "MiB", tags);
    }

    private static async Task<double> FloorAsync(NatsConnection connection, BenchOptions options, string sync, int edges, int size, CancellationToken token)
    {
        // The floor takes the faster of the two ways, as the product may.
        List<double> best = [];
        foreach (var atomic in new[] { false, true })
        {
            var floor = new BareClient(connection);
            await floor.CreateAsync(atomic, token);
            var revisions = new ulong[edges];
            for (var round = 0; round < (sync == "always" && !atomic ? 1 : WarmUp); round++)
                await floor.RoundAsync(edges, size, revisions, atomic, token);
            List<double> rounds = [];
            for (var round = 0; round < (sync == "always" && !atomic ? 2 : options.Rounds); round++)
                rounds.Add(await floor.RoundAsync(edges, size, revisions, atomic, token));
            best.Add(BenchReport.Median(rounds));
        }

        return best.Min();
    }

    private static double HubCpu(int hub) => ProcFs.CpuSeconds(ProcFs.Tree(hub).Where(p => ProcFs.Name(p) != "nats-server"));
}
