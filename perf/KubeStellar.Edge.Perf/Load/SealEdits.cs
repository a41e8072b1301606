using System.Diagnostics;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Edits of one object that every edge of a fleet has, each timed until all roots are durable.</summary>
internal sealed class SealEdits : IAsyncDisposable
{
    private const int WarmUp = 6;
    private static int _round = 1000;
    private readonly HubClient _client;
    private readonly RootWatch _watch;
    private readonly Fleet _fleet;
    private readonly int _edges;

    private SealEdits(Fleet fleet, HubClient client, RootWatch watch, int edges) => (_fleet, _client, _watch, _edges) = (fleet, client, watch, edges);

    /// <summary>Bytes of a root, of the edit before.</summary>
    public double RootBytes => (double)_watch.RootBytes / _edges;

    public static async Task<SealEdits> StartAsync(Fleet fleet, int edges, CancellationToken token)
    {
        var client = await HubClient.ConnectAsync(fleet);
        return new SealEdits(fleet, client, await RootWatch.StartAsync(client.Connection, edges, token), edges);
    }

    public Task PolicyAsync(CancellationToken token) => _client.ApplyPolicyAsync("bench", Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "seal.js"), token);

    /// <summary>Median of some rounds, after some that do not count.</summary>
    public async Task<(double Seconds, double Cpu)> MedianAsync(string kind, int rounds, CancellationToken token)
    {
        List<(double Seconds, double Cpu)> all = [];
        for (var round = -WarmUp; round < rounds; round++)
        {
            var one = await EditAsync(kind, token);
            if (round >= 0)
                all.Add(one);
        }

        return (BenchReport.Median(all.Select(one => one.Seconds)), BenchReport.Median(all.Select(one => one.Cpu)));
    }

    public async Task<(double Seconds, double Cpu)> EditAsync(string kind, CancellationToken token)
    {
        var cpu = Cpu();
        _watch.Arm();
        var start = Stopwatch.GetTimestamp();
        await _client.ApplyAsync(token, BenchObjects.Values(kind, _round++));
        var done = await _watch.AllAsync(token);
        return (Stopwatch.GetElapsedTime(start, done).TotalSeconds, Cpu() - cpu);
    }

    /// <summary>Edges stop having what they had, one after the other: all others get another key, and the one that stops gets its root last.</summary>
    public async Task<double> RotateAsync(int rounds, CancellationToken token)
    {
        List<double> all = [];
        for (var round = 0; round < rounds; round++)
        {
            _watch.Arm();
            var start = Stopwatch.GetTimestamp();
            await _client.LabelAsync($"sim-{round}", "kind", "depot", token);
            all.Add(Stopwatch.GetElapsedTime(start, await _watch.AllAsync(token)).TotalSeconds);
            await _client.LabelAsync($"sim-{round}", "kind", "store", token);
            while (!await _client.SettledAsync(token))
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, token);
        }

        return BenchReport.Median(all);
    }

    /// <summary>All that an edge needs to open the Secret's values.</summary>
    public async Task<SealOpening> OpeningAsync(string edge, string seed, CancellationToken token)
    {
        var signed = JsonSerializer.Deserialize(await _client.ValueAsync(Buckets.Desired, edge, token), ContractsJson.Default.SignedRoot)!;
        var root = signed.Root.Deserialize(ContractsJson.Default.RootRecord)!;
        var (variant, text) = root.DataKeys!.First();
        var key = DataKey.TryParse(text, out var found) ? found : throw new InvalidOperationException("no data key: " + text);
        var stored = await _client.ValueAsync(Buckets.Content, key.Seal.ToString(), token);
        var seal = new VariantSeal("default", new ObjectKey("", "Secret", "bench", "values"), Digest.Parse(variant), key.Id);
        return new SealOpening(seal, edge, root.ExchangeKey!, key, ContentEncoding.Decode(key.Seal, stored, static _ => default), seed);
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _client.DisposeAsync();
    }

    private double Cpu() => ProcFs.CpuSeconds(ProcFs.Tree(_fleet.Hub!.Id).Where(p => ProcFs.Name(p) != "nats-server"));
}
