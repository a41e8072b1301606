using System.Diagnostics;
using HdrHistogram;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>From the request that edits an object to the file in place at one real edge, while 99 others are connected and get the same edit.</summary>
internal static class LatencyScenario
{
    private const long Microsecond = 1_000_000;

    // Daemons run for weeks; what is measured is not how fast their code is compiled.
    private const int WarmUp = 100;

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var edges = options.Edges.Count > 0 ? options.Edges[0] : 100;
        var report = new BenchReport("latency");
        foreach (var sync in options.Syncs)
        {
            await using var fleet = new Fleet();
            await fleet.StartHubAsync(token, "--sync", sync);
            var join = await fleet.TokenAsync(token, "kind=store", "size=large");
            var others = await SimulatedEdges.JoinAsync([join], edges - 1, "sim", token);
            List<NatsConnection> connections = [];
            List<Task> readers = [];
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            foreach (var (id, jwt, seed, _) in others)
                connections.Add(await ConnectAsync(fleet, id, jwt, seed, readers, stop.Token));
            await fleet.StartEdgeAsync("real", join, token);
            await using var client = await HubClient.ConnectAsync(fleet);
            await client.ApplyPolicyAsync("bench", Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "fanout.js"), token);
            var histogram = new LongHistogram(60 * Microsecond, 3);
            using var seen = new FileValueWatch(fleet.Target("real"));
            await using var reports = await client.Connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(Buckets.SubjectOf(Buckets.Heads, "real.>"), cancellationToken: token);
            for (var edit = -WarmUp; edit < options.Edits; edit++)
            {
                var applied = seen.WaitForAsync($"round-{edit + 1000}-", token);
                var start = Stopwatch.GetTimestamp();
                await client.ApplyAsync(token, BenchObjects.Deployment(edit + 1000));
                var done = await applied;

                // The next edit comes when this one's report is in, as in life: an edge that is edited without a pause meets its rate limit.
                (await reports.Msgs.ReadAsync(token)).Data.Dispose();
                while (reports.Msgs.TryRead(out var more))
                    more.Data.Dispose();
                if (edit >= 0)
                    histogram.RecordValue((long)Stopwatch.GetElapsedTime(start, done).TotalMicroseconds);
            }

            (string, object)[] tags = [("edges", edges), ("sync", sync), ("edits", options.Edits)];
            report.Add("p50_ms", histogram.GetValueAtPercentile(50) / 1000.0, "ms", tags);
            report.Add("p99_ms", histogram.GetValueAtPercentile(99) / 1000.0, "ms", tags);
            report.Add("max_ms", histogram.GetValueAtPercentile(100) / 1000.0, "ms", tags);
            await stop.CancelAsync();
            await Task.WhenAll(readers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }

        report.Save();
    }

    private static async Task<NatsConnection> ConnectAsync(Fleet fleet, string id, string jwt, string seed, List<Task> readers, CancellationToken token)
    {
        await using var admin = await HubClient.ConnectAsync(fleet);
        var connection = new NatsConnection(new NatsOpts
        {
            Url = admin.Connection.Opts.Url,
            AuthOpts = new NatsAuthOpts { Jwt = jwt, Seed = seed },
            InboxPrefix = Subjects.EdgeInboxPrefix(id),
        });
        var sub = await connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(Subjects.Root(id), cancellationToken: token);
        readers.Add(Task.Run(async () =>
        {
            await foreach (var msg in sub.Msgs.ReadAllAsync(token))
                msg.Data.Dispose();
        }, CancellationToken.None));
        return connection;
    }
}
