using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>One edge that is killed again and again, the first time while it joins. After each kill its store is verified before it starts again.</summary>
internal sealed class EdgeLane(KillWorld world, EditsGoingOn edits, string id, string size, int seed)
{
    private readonly Random _random = new(seed);
    private readonly StartPace _pace = new();
    private readonly EdgeStoreCheck _store = new(world.Fleet.EdgeState(id), new TargetCheck(world.Fleet.Target(id), size, world.Wanted));

    public string Id => id;

    public string Size => size;

    public EdgeStoreCheck Store => _store;

    public async Task KillAsync(int kills, string join, KillCount count)
    {
        for (var round = 1; round <= kills; round++)
        {
            var token = Site.Patience(120);
            var instant = KillInstant.Choose(KillInstant.OfEdge, _random);
            await using var edge = Launch(join);
            try
            {
                if (instant.Line.Length > 0)
                    await ReadyAsync(edge, token);
                await instant.AwaitAsync(edge, _random, _pace, token);
                await edge.KillAsync(token);
                Assert.False(edge.EndedByItself, "it ended by itself");
                await _store.VerifyAsync(token);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{id}, kill {round}, {instant.Name}: {error.Message}\nIt wrote:\n{string.Join('\n', edge.Lines.TakeLast(40))}", error);
            }

            count.Add(instant.Name);
            await edits.CheckAsync();
        }
    }

    /// <summary>Starts it and waits for nothing.</summary>
    public KseProcess Launch(string join)
    {
        _pace.Began();
        return KseProcess.Start(
            world.Fleet.Variables, "edge", "--state", world.Fleet.EdgeState(id), "--target", "manifests:" + world.Fleet.Target(id), "--heartbeat", "2s", "--id", id, "--join", join);
    }

    private async Task ReadyAsync(KseProcess edge, CancellationToken token)
    {
        await edge.WaitForLineAsync("edge is ready", token);
        _pace.Ended();
    }
}
