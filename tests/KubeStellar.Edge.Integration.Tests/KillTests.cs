using KubeStellar.Edge.Integration.Tests.Kills;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Real daemons are killed (SIGKILL) at random instants while somebody edits all the time. After each kill what is on the disk is verified before anybody starts again.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly string[] Sizes = ["large", "small", "tiny", "large"];

    [SoakFact]
    public async Task An_edge_is_killed_five_hundred_times_and_its_store_is_whole_each_time()
    {
        await using var world = await KillWorld.StartAsync(Site.Patience(120));
        await using var edits = EditsGoingOn.Start(world, KillCount.Seed);
        var count = new KillCount(output.WriteLine);
        var lanes = new List<(EdgeLane Lane, string Join)>();
        foreach (var (size, i) in Sizes.Select((size, i) => (size, i)))
            lanes.Add((new EdgeLane(world, edits, $"store-{i}", size, (1000 * KillCount.Seed) + i), await world.Fleet.TokenAsync(Site.Patience(), "kind=store", "size=" + size)));

        await Task.WhenAll(lanes.Select((one, i) => Task.Run(() => one.Lane.KillAsync((KillCount.Wanted + i) / lanes.Count, one.Join, count))));

        await edits.StopAsync();
        output.WriteLine($"{count}; {world.Wanted.Sum} edits; {string.Join("; ", lanes.Select(one => $"{one.Lane.Id}: {one.Lane.Store}"))}");
        var running = lanes.Select(one => one.Lane.Launch(one.Join)).ToList();
        try
        {
            await Convergence.ReachedAsync(world, [.. lanes.Select(one => (one.Lane.Id, one.Lane.Size))], Site.Patience(180));
        }
        finally
        {
            foreach (var edge in running)
                await edge.DisposeAsync();
        }
    }

    [SoakFact]
    public async Task A_hub_is_killed_five_hundred_times_and_what_it_took_is_there_each_time()
    {
        await using var world = await KillWorld.StartAsync(Site.Patience(120));
        var edges = new List<KilledHubEdge>();
        foreach (var size in Sizes.Take(2))
            edges.Add(await KilledHubEdge.JoinAsync(world, size, Site.Patience(120)));
        await using var edits = EditsGoingOn.Start(world, KillCount.Seed);
        var victim = new HubVictim(world, edits, edges, new KillCount(output.WriteLine), KillCount.Seed);
        try
        {
            await victim.KillAsync(KillCount.Wanted);
            await edits.StopAsync();
            output.WriteLine($"{victim.Count}; {victim.ServerKills} times its server alone, {victim.FailedStarts} starts failed; {world.Wanted.Sum} edits; epoch {victim.Epoch}");
            await Convergence.ReachedAsync(world, [.. edges.Select(edge => (edge.Id, edge.Size))], Site.Patience(180));
            victim.VerifyEdges();
        }
        finally
        {
            edges.ForEach(edge => edge.Dispose());
        }
    }
}
