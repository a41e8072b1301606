using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>
/// One edit through waves to N edges that are healthy at once, until the rollout is complete; and in the same run the same edit by a policy without waves,
/// which is the floor: the same roots, and the same reports on them.
/// </summary>
internal static class RolloutScenario
{
    private const int WarmUp = 2;
    private const string Policy = "bench";
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    // What is stored of edges' reports is the same with and without waves, and coalesces by chance; the hub's lease is written as time goes by.
    private static readonly string[] Others = [Buckets.Status, Buckets.Heads, Buckets.Partials, Buckets.Summaries, Buckets.Hub];

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("rollout");
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [10_000])
            await RunAsync(report, options, edges, token);
        report.Save();
    }

    private static async Task RunAsync(BenchReport report, BenchOptions options, int edges, CancellationToken token)
    {
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token);
        List<string> tokens = [];
        foreach (var size in new[] { "small", "medium", "large" })
            tokens.Add(await fleet.TokenAsync(token, "kind=store", "size=" + size));
        await SimulatedEdges.JoinAsync(tokens, edges, "sim", token);
        await using var load = await ReportingEdges.StartAsync(fleet, "sim", edges, token);
        await using var client = await HubClient.ConnectAsync(fleet);
        await using var end = await RolloutEnd.StartAsync(client.Connection, token);
        var bench = new Bench(hub.Id, client, load, end);

        await client.ApplyPolicyAsync(Policy, Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "fanout.js"), token);
        var floor = await bench.RoundsAsync(options.Rounds, false, token);
        await client.ApplyPolicyAsync(Policy, await WavesAsync(fleet, options, token), token);
        var waves = await bench.RoundsAsync(options.Rounds, true, token);

        (string, object)[] tags = [("edges", edges), ("waves", options.Waves), ("gate", options.Gate ? "on" : "off")];
        double Of(List<Sample> samples, Func<Sample, double> figure) => BenchReport.Median(samples.Select(figure));
        report.Add("seconds", Of(waves, one => one.Seconds), "s", tags);
        report.Add("floor_seconds", Of(floor, one => one.Seconds), "s", tags);
        report.Add("messages", Of(waves, one => one.Messages), "messages", tags);
        report.Add("floor_messages", Of(floor, one => one.Messages), "messages", tags);
        report.Add("messages_ratio", Of(waves, one => one.Messages) / Of(floor, one => one.Messages), "x", tags);
        foreach (var (figure, bucket) in new[] { ("roots", Buckets.Desired), ("rollout_writes", Buckets.Rollouts), ("events", Buckets.Events), ("policy_writes", Buckets.Policies), ("contents", Buckets.Content) })
        {
            report.Add(figure, Of(waves, one => one.Written[bucket]), "messages", tags);
            report.Add("floor_" + figure, Of(floor, one => one.Written[bucket]), "messages", tags);
        }

        report.Add("waves", Of(waves, one => one.Waves), "waves", tags);
        report.Add("hub_cpu_s", Of(waves, one => one.Cpu), "s", tags);
        report.Add("floor_hub_cpu_s", Of(floor, one => one.Cpu), "s", tags);
        report.Add("hub_cpu_ratio", Of(waves, one => one.Cpu) / Of(floor, one => one.Cpu), "x", tags);
        report.Add("hub_pss", ProcFs.PssMiB(ProcFs.Tree(hub.Id).Where(p => ProcFs.Name(p) != "nats-server")), "MiB", tags);
    }

    /// <summary>The policy of the floor, with waves.</summary>
    private static async Task<string> WavesAsync(Fleet fleet, BenchOptions options, CancellationToken token)
    {
        var text = await File.ReadAllTextAsync(Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "fanout.js"), token);
        var shares = Enumerable.Range(1, options.Waves).Select(wave => string.Create(CultureInfo.InvariantCulture, $"percent({100.0 * wave / options.Waves:0.###})"));
        var gate = options.Gate ? "gate: ({ totals }) => totals.ready === totals.members ? gate.proceed() : gate.hold(`${totals.ready} of ${totals.members} are ready`)," : "";
        var file = fleet.Folder["waves.js"];
        await File.WriteAllTextAsync(
            file, text.Replace("import { policy }", "import { gate, percent, policy }", StringComparison.Ordinal).Replace("  place:", $"  rollout: {{ waves: [{string.Join(", ", shares)}], {gate} }},\n  place:", StringComparison.Ordinal), token);
        return file;
    }

    private sealed record Sample(double Seconds, double Cpu, IReadOnlyDictionary<string, double> Written, int Waves)
    {
        public double Messages => Written.Where(pair => !Others.Contains(pair.Key)).Sum(pair => pair.Value);
    }

    private sealed class Bench(int hub, HubClient client, ReportingEdges load, RolloutEnd end)
    {
        private int _edition = 1000;

        public async Task<List<Sample>> RoundsAsync(int rounds, bool waves, CancellationToken token)
        {
            var samples = new List<Sample>();
            for (var round = -WarmUp; round < rounds; round++)
            {
                var sample = await RoundAsync(waves, token);
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"bench: {(waves ? "waves" : "floor")} {sample.Seconds:0.00} s, {sample.Cpu:0.00} s of the hub, {sample.Messages} messages, {string.Join(' ', sample.Written.Where(pair => pair.Value > 0).Select(pair => $"{pair.Key}={pair.Value}"))}"));
                if (round >= 0)
                    samples.Add(sample); // a policy that was just applied changes edges too, and a hub that has run for a minute has its code compiled
            }

            return samples;
        }

        private async Task<Sample> RoundAsync(bool waves, CancellationToken token)
        {
            var (before, cpu) = (await RestAsync(token), Cpu());
            var (written, complete) = end.Arm();
            var rooted = load.ArmAsync();
            var start = Stopwatch.GetTimestamp();
            await client.ApplyAsync(token, BenchObjects.Deployment(_edition++));
            await rooted.WaitAsync(token);
            var seen = Stopwatch.GetTimestamp();
            var (at, record) = await (waves ? complete : written).WaitAsync(token);
            var after = await RestAsync(token);
            load.Check();
            var passed = record.Progress?.Waves.Count(wave => wave.Totals.All > 0) ?? 0;
            return new Sample(
                Stopwatch.GetElapsedTime(start, Math.Max(seen, at)).TotalSeconds, Cpu() - cpu, after.ToDictionary(pair => pair.Key, pair => (double)(pair.Value - before[pair.Key])), waves ? passed : 0);
        }

        /// <summary>What was written when nothing more is: reports are stored, counted and recorded after the edit is through.</summary>
        private async Task<IReadOnlyDictionary<string, ulong>> RestAsync(CancellationToken token)
        {
            var last = await client.SequencesAsync(token);
            while (true)
            {
                await Task.Delay(Quiet, TimeProvider.System, token);
                var now = await client.SequencesAsync(token);
                if (now.All(pair => pair.Key == Buckets.Hub || pair.Value == last[pair.Key]))
                    return now;
                last = now;
            }
        }

        private double Cpu() => ProcFs.CpuSeconds(ProcFs.Tree(hub).Where(p => ProcFs.Name(p) != "nats-server"));
    }
}
