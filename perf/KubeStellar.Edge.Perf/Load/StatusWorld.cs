using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>
/// Hubs in one tier or in three (a top, its regions, and two regions below each), every one a process with a server and a policy host of its own, and simulated
/// edges that joined the lowest. Half of them carry the label <c>half=a</c>, the others <c>half=b</c>.
/// </summary>
internal sealed class StatusWorld : IAsyncDisposable
{
    private const string Policy = "bench";
    private const int Below = 2;

    // So long that no beat falls into what is measured; edges beat when they take a root.
    private static readonly string[] Beats = ["--heartbeat", "10m"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly List<Fleet> _fleets = [];
    private readonly List<StatusEdges> _edges = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _summaries = Task.CompletedTask;

    /// <summary>What was said and what the top has of it.</summary>
    public ChangeLedger Ledger { get; } = new();

    /// <summary>The simulated edges, by hub.</summary>
    public IReadOnlyList<StatusEdges> Edges => _edges;

    /// <summary>Talks to the top hub.</summary>
    public HubClient Top { get; private set; } = null!;

    /// <summary>The top hub's process.</summary>
    public int TopProcess { get; private set; }

    /// <summary>The fleet of the top hub.</summary>
    public Fleet TopFleet => _fleets[0];

    /// <summary>Starts all, with the objects at the top and no policy yet.</summary>
    public static async Task<StatusWorld> StartAsync(int tiers, int regions, int edges, string sync, CancellationToken token)
    {
        var world = new StatusWorld();
        try
        {
            await world.OpenAsync(tiers, regions, edges, sync, token);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Places on all edges or on one half, and waits until all of them are in the top summary.</summary>
    public async Task PlaceAsync(bool all, CancellationToken token)
    {
        var text = await File.ReadAllTextAsync(Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "status.js"), token);
        var file = TopFleet.Folder["status.js"];
        await File.WriteAllTextAsync(file, all ? text : text.Replace("\"b\"", "\"a\"", StringComparison.Ordinal), token);
        await Top.ApplyPolicyAsync(Policy, file, token);
        await ShownAsync(_edges.Sum(one => all ? one.Count : (one.Count + 1) / 2), token);
    }

    /// <summary>Waits until everything that was said is acknowledged and in the top summary; returns the timestamp of that.</summary>
    public async Task<long> ShownAsync(int edges, CancellationToken token)
    {
        var shown = Ledger.ShownAsync((long)edges * StatusBodies.Objects, token);
        try
        {
            foreach (var one in _edges)
                await one.QuietAsync(token).WaitAsync(Patience, TimeProvider.System, token);
            var quiet = System.Diagnostics.Stopwatch.GetTimestamp();
            return Math.Max(quiet, await shown.WaitAsync(Patience, TimeProvider.System, token));
        }
        catch (TimeoutException)
        {
            Check();
            throw new InvalidOperationException($"the top summary does not become complete: {Ledger}; the hubs' logs end with:\n{string.Join("\n\n", _fleets.Select(fleet => string.Join('\n', fleet.Hub!.Lines.TakeLast(8))))}");
        }
    }

    /// <summary>Fails when anything went wrong on the way.</summary>
    public void Check()
    {
        foreach (var one in _edges)
            one.Check();
        if (_summaries.Exception is { } error)
            throw new InvalidOperationException("the summaries were not read", error);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var one in _edges)
            await one.DisposeAsync();
        if (Top is not null)
            await Top.DisposeAsync();
        await _summaries.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // The lowest first: a region that loses its parent has something to say about it.
        for (var i = _fleets.Count - 1; i >= 0; i--)
            await _fleets[i].DisposeAsync();
        _stop.Dispose();
    }

    private async Task OpenAsync(int tiers, int regions, int edges, string sync, CancellationToken token)
    {
        var top = await HubAsync(null, "", sync, token);
        TopProcess = top.Hub!.Id;
        List<Fleet> lowest = [top];
        if (tiers > 1)
        {
            lowest.Clear();
            for (var region = 0; region < regions; region++)
            {
                var middle = await HubAsync(top, $"region-{region}", sync, token);
                for (var below = 0; below < Below; below++)
                    lowest.Add(await HubAsync(middle, $"region-{region}-{below}", sync, token));
            }
        }

        var each = edges / lowest.Count;
        await Task.WhenAll(lowest.Select(hub => JoinAsync(hub, each, token)));
        foreach (var (hub, number) in lowest.Select((hub, number) => (hub, number)))
            _edges.Add(await StatusEdges.StartAsync(hub, Ledger, "sim", each, number * each, token));
        Top = await HubClient.ConnectAsync(top);
        _summaries = await ReadAsync(token);
        await Top.ApplyAsync(token, StatusBodies.Workloads());
    }

    private async Task<Fleet> HubAsync(Fleet? parent, string id, string sync, CancellationToken token)
    {
        var fleet = new Fleet();
        _fleets.Add(fleet);
        List<string> arguments = ["--sync", sync, .. Beats];
        if (parent is not null)
        {
            var join = (await parent.CliAsync(token, "token", "create", "--region")).Ok().Trim();
            arguments.AddRange(["--join", join, "--id", id]);
        }

        await fleet.StartHubAsync(token, [.. arguments]);
        return fleet;
    }

    private static async Task JoinAsync(Fleet hub, int count, CancellationToken token)
    {
        List<string> tokens = [];
        foreach (var half in new[] { "a", "b" })
            tokens.Add(await hub.TokenAsync(token, "half=" + half));
        await SimulatedEdges.JoinAsync(tokens, count, "sim", token);
    }

    private async Task<Task> ReadAsync(CancellationToken token)
    {
        var sub = await Top.Connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(Buckets.SubjectOf(Buckets.Summaries, "default." + Policy), cancellationToken: token);
        await Top.Connection.PingAsync(token);
        return Task.Run(async () =>
        {
            await using (sub)
            {
                await foreach (var msg in sub.Msgs.ReadAllAsync(_stop.Token))
                {
                    using (msg.Data)
                        Ledger.See(JsonSerializer.Deserialize(msg.Data.Span, ContractsJson.Default.SummaryRecord)!);
                }
            }
        }, CancellationToken.None);
    }
}
