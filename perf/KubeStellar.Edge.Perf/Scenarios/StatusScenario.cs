using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>
/// Statuses on their way up, with 20 objects an edge: reports a second at one hub beside a bare consumer of the same messages, the time of one change to the top
/// summary, and what reaches the top, with one tier of hubs and with three.
/// </summary>
internal static class StatusScenario
{
    private const int WarmUp = 2;
    private const int WarmSeconds = 3;

    /// <summary>An edge that changes all the time, changes once in so many seconds.</summary>
    private const int Churn = 10;

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("status");
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [10_000])
        {
            foreach (var tiers in options.Tiers)
                await RunAsync(report, options, tiers, edges, token);
        }

        report.Note("`floor_share` is `hub_per_s` over `floor_per_s`, rounds of both in turn. The floor reads and parses the very same messages and does nothing with them; the hub has them taken when each is acknowledged, which it is after report and partial are written to their buckets, and when the summary with all of them is written. So the floor touches no disk, and the hub stores, for each message, the head of the edge's report and, when a quarter of it changed, the whole. `stored_floor_per_s` is the same bare consumer that then has as many records of the same sizes (a whole report and a partial an edge) acknowledged by the server, in atomic batches of a thousand and with compare-and-set. Load, server and hub share the cores in both. `reports=delta`: one object of twenty changed, as in daily life; `reports=whole`: all twenty, as after a new root.");
        report.Note("`p50_ms` and `p99_ms` are from an edge's publish until the top hub's summary with that very change is published to its bucket, every change a sample. The policy's partial holds a counter for each of 64 groups of edges to tell changes apart, which makes partials and summaries some 700 bytes larger than they need be.");
        report.Note("`root_bytes_per_min` are the payloads that reach the top hub (`received`) and that it stores of them in `kse-status`, `kse-partials` and `kse-summaries` (`stored`) while each edge that the policy places on changes once in ten seconds. `root_bytes_ratio` is that of all edges over that of half of them: 2 where cost grows with edges, 1 where it does not.");
        report.Save();
    }

    private static async Task RunAsync(BenchReport report, BenchOptions options, int tiers, int edges, CancellationToken token)
    {
        var sync = options.Syncs[^1];
        var start = Stopwatch.GetTimestamp();
        await using var world = await StatusWorld.StartAsync(tiers, options.Regions, edges, sync, token);
        edges = world.Edges.Sum(one => one.Count);
        await SayAsync($"{tiers} tier(s), {edges} edges joined", start);
        var load = new StatusLoad(world);
        (string, object)[] Tags(int placed) => tiers == 1
            ? [("tiers", tiers), ("edges", placed), ("sync", sync)]
            : [("tiers", tiers), ("regions", options.Regions), ("edges", placed), ("sync", sync)];

        await world.PlaceAsync(false, token);
        await SayAsync("half of them placed and in the summary", start);
        var half = await ChurnAsync(report, options, world, load, edges / 2, Tags(edges / 2), token);
        await world.PlaceAsync(true, token);
        await SayAsync("all of them", start);
        if (tiers == 1)
        {
            foreach (var whole in new[] { false, true })
                await RateAsync(report, options, world, edges, whole, [.. Tags(edges), ("reports", whole ? "whole" : "delta")], token);
            await SayAsync("rates", start);
        }

        await TimeAsync(report, options, world, load, edges, Tags(edges), token);
        var all = await ChurnAsync(report, options, world, load, edges, Tags(edges), token);
        report.Add("root_bytes_ratio", all / half, "x", Tags(edges));
        await SayAsync("done", start);
    }

    /// <summary>Every edge reports once, as fast as they can; a bare consumer and the hub in turn, with the same messages.</summary>
    private static async Task RateAsync(BenchReport figures, BenchOptions options, StatusWorld world, int edges, bool whole, (string, object)[] tags, CancellationToken token)
    {
        await using var publisher = await HubClient.OpenAsync(world.TopFleet, "_INBOX_publisher");
        await using var reader = await HubClient.OpenAsync(world.TopFleet, "_INBOX_reader");
        var sim = world.Edges[0];
        var store = new BareClient(reader);
        var revisions = new ulong[edges];
        await store.CreateAsync(true, token, republish: false);
        List<double> floor = [], stored = [], hub = [], cpu = [];
        var bytes = 0;
        var (report, partial) = sim.Kept();
        for (var round = -WarmUp; round < options.Rounds; round++)
        {
            var messages = Enumerable.Range(0, edges).Select(number => (sim.IdOf(number), sim.Next(number, whole, timed: false) ?? throw new InvalidOperationException($"edge {number} is not at rest"))).ToList();
            bytes = messages[0].Item2.Length;
            var bare = await BareReader.RoundAsync(publisher, reader, messages, token);
            var reading = edges / bare;
            var keeping = await store.RoundAsync(edges, report, revisions, true, token) + await store.RoundAsync(edges, partial, revisions, true, token);
            var before = Cpu(world);
            var start = Stopwatch.GetTimestamp();
            for (var number = 0; number < edges; number++)
                await sim.SayAsync(number, messages[number].Item2);
            var done = await world.ShownAsync(edges, token);
            world.Check();
            var taken = edges / Stopwatch.GetElapsedTime(start, done).TotalSeconds;
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"bench: {(whole ? "whole" : "delta")} floor {bare:0}/s, hub {taken:0}/s, {1e6 * (Cpu(world) - before) / edges:0} us of the hub a report"));
            if (round < 0)
                continue;
            floor.Add(bare);
            stored.Add(edges / (reading + keeping));
            hub.Add(taken);
            cpu.Add(1e6 * (Cpu(world) - before) / edges);
        }

        figures.Add("hub_per_s", BenchReport.Median(hub), "reports/s", tags);
        figures.Add("floor_per_s", BenchReport.Median(floor), "reports/s", tags);
        figures.Add("floor_share", BenchReport.Median(hub.Zip(floor, (mine, bare) => mine / bare)), "x", tags);
        figures.Add("stored_floor_per_s", BenchReport.Median(stored), "reports/s", tags);
        figures.Add("stored_floor_share", BenchReport.Median(hub.Zip(stored, (mine, bare) => mine / bare)), "x", tags);
        figures.Add("hub_cpu_us", BenchReport.Median(cpu), "us", tags);
        figures.Add("message_bytes", bytes, "bytes", tags);
    }

    /// <summary>How long changes take to the top, at a steady rate over all edges.</summary>
    private static async Task TimeAsync(BenchReport report, BenchOptions options, StatusWorld world, StatusLoad load, int edges, (string, object)[] tags, CancellationToken token)
    {
        await load.RunAsync(options.Rate, WarmSeconds, true, token);
        await world.ShownAsync(edges, token);
        world.Ledger.Times();
        await load.RunAsync(options.Rate, options.Seconds, true, token);
        await world.ShownAsync(edges, token);
        var times = world.Ledger.Times();
        (string, object)[] more = [.. tags, ("rate", options.Rate)];
        report.Add("p50_ms", times.GetValueAtPercentile(50) / 1000.0, "ms", more);
        report.Add("p99_ms", times.GetValueAtPercentile(99) / 1000.0, "ms", more);
        report.Add("max_ms", times.GetValueAtPercentile(100) / 1000.0, "ms", more);
        report.Add("timed", times.TotalCount, "changes", more);
        Missed(report, load, more);
    }

    /// <summary>What reaches the top while every edge changes now and then; bytes a minute.</summary>
    private static async Task<double> ChurnAsync(BenchReport report, BenchOptions options, StatusWorld world, StatusLoad load, int edges, (string, object)[] tags, CancellationToken token)
    {
        var rate = Math.Max(1, edges / Churn);
        await load.RunAsync(rate, WarmSeconds, false, token);
        await using var bytes = await RootBytes.OpenAsync(world.Top.Connection, token);
        var start = Stopwatch.GetTimestamp();
        await load.RunAsync(rate, options.Seconds, false, token);
        var minutes = Stopwatch.GetElapsedTime(start).TotalMinutes;
        var (received, stored, messages) = (bytes.Received / minutes, bytes.Stored / minutes, bytes.Messages / minutes);
        (string, object)[] more = [.. tags, ("rate", rate)];
        report.Add("root_bytes_per_min", received + stored, "bytes/min", more);
        report.Add("root_received_per_min", received, "bytes/min", more);
        report.Add("root_stored_per_min", stored, "bytes/min", more);
        report.Add("root_messages_per_min", messages, "messages/min", more);
        Missed(report, load, more);
        await world.ShownAsync(edges, token);
        world.Check();
        return received + stored;
    }

    private static void Missed(BenchReport report, StatusLoad load, (string, object)[] tags)
    {
        if (load.Missed > 0)
            report.Add("missed", load.Missed, "changes", tags);
    }

    private static double Cpu(StatusWorld world) => ProcFs.CpuSeconds(ProcFs.Tree(world.TopProcess).Where(p => ProcFs.Name(p) != "nats-server"));

    private static Task SayAsync(string what, long start) =>
        Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"bench: {what}, after {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
}
